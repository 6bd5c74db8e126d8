import { definePlaybook, TicketRefusal } from '../playbook.ts';

/**
 * A change in a window, with a way back: once it is approved the desk waits for the hours of a calendar
 * of the process, by its zone and its holidays, has the change made, checks what came of it, and has it taken back where that is not what was wanted, or
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
    calendar: {
      title: { en: 'Calendar of the window', fr: 'Calendrier de la fenêtre' },
      kind: 'text',
      maxLength: 64,
    },
    day: { title: { en: 'Not before', fr: 'Pas avant le' }, kind: 'date', isOptional: true },
    page: {
      title: { en: 'What must answer afterwards', fr: 'Ce qui doit répondre ensuite' },
      kind: 'text',
      maxLength: 500,
    },
  },
  async run(desk, _ticket, { approval, calendar, day, page }) {
    const approved = await desk.approval({ name: 'approved', rule: approval });
    if (approved.outcome !== 'granted') return;
    const { closesAt } = await desk.window(calendar, {
      ...{ name: 'window', ...(day !== undefined && { after: day }) },
    });
    const change = await desk.task({
      name: 'change',
      title: 'Make the change',
      dueAt: closesAt,
      isRequired: true,
    });
    const works = await desk.checks.http(page, { name: 'verification', retries: 2 });
    const isMade = change.outcome === 'done' && works.isMet && Date.now() < closesAt;
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
