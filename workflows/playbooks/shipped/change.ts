import { definePlaybook, hours, TicketRefusal } from '../playbook.ts';

/**
 * A change in a window, with a way back: once it is approved the desk waits for the window, has the
 * change made, checks what came of it, and has it taken back where that is not what was wanted, or
 * where the window is over before.
 */
export const changeInWindow = definePlaybook({
  name: 'change_in_window',
  version: 1,
  title: { en: 'Change in a window', fr: 'Changement dans une fenêtre' },
  input: {
    approval: {
      title: { en: 'Approval of the process', fr: 'Approbation du processus' },
      kind: 'text',
      maxLength: 64,
    },
    day: { title: { en: 'Day of the window', fr: 'Jour de la fenêtre' }, kind: 'date' },
    hour: {
      title: { en: 'It begins at (hour, UTC)', fr: 'Début (heure, UTC)' },
      kind: 'number',
      min: 0,
      max: 23,
    },
    length: {
      title: { en: 'Its length in hours', fr: 'Durée en heures' },
      kind: 'number',
      min: 1,
      max: 24,
    },
    page: {
      title: { en: 'What must answer afterwards', fr: 'Ce qui doit répondre ensuite' },
      kind: 'text',
      maxLength: 500,
    },
  },
  async run(desk, _ticket, { approval, day, hour, length, page }) {
    const approved = await desk.approval({ name: 'approved', rule: approval });
    if (approved.outcome !== 'granted') return;
    const beginsAt = Date.parse(day) + hours(hour);
    const endsAt = beginsAt + hours(length);
    await desk.until(beginsAt, { name: 'window' });
    if (Date.now() >= endsAt) throw new Error('The window was over before the change was approved');
    const change = await desk.task({
      name: 'change',
      title: 'Make the change',
      dueAt: endsAt,
      isRequired: true,
    });
    const works = await desk.checks.http(page, { name: 'verification', retries: 2 });
    const isMade = change.outcome === 'done' && works.isMet && Date.now() < endsAt;
    if (!isMade) {
      await desk.task({
        name: 'way back',
        title: 'Take the change back',
        description: `Verification: ${works.answer}`,
        isRequired: true,
      });
      await desk.checks.http(page, { name: 'as it was', retries: 2 });
    }
    const note = isMade
      ? `Changed in its window, and verified: ${works.answer}.`
      : `Taken back: the verification said ${works.answer}.`;
    await desk.ticket.addMessage({ name: 'outcome', text: note, visibility: 'internal' });
    // What was taken back is still wanted: people say what becomes of it.
    if (!isMade) return;
    try {
      await desk.ticket.resolve({ code: 'fulfilled', note });
    } catch (error) {
      if (!(error instanceof TicketRefusal)) throw error;
      await desk.ticket.addMessage({ text: error.message, visibility: 'internal' });
    }
  },
});
