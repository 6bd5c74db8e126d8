import { days, definePlaybook, hours, TicketRefusal } from 'palier/playbook';

/** Asks people: two tasks at once, then one that depends on what they said. */
export const people = definePlaybook({
  name: 'people',
  version: 1,
  title: { en: 'People', fr: 'Personnes' },
  input: {},
  async run(desk) {
    const [account] = await Promise.all([
      desk.task({ name: 'account', title: 'Make an account', group: 'desk', within: hours(4) }),
      desk.task({ name: 'laptop', title: 'Prepare a laptop', group: 'network' }),
    ]);
    if (account.outcome === 'cancelled') return;
    await desk.ticket.addMessage({ text: `Made by ${account.by}`, visibility: 'internal' });
    try {
      await desk.ticket.assign({ name: 'nowhere', group: 'nobody_there' });
    } catch (error) {
      if (!(error instanceof TicketRefusal)) throw error;
      await desk.ticket.tag({ name: 'said no', add: [error.code.replaceAll('_', '-')] });
    }
    await desk.task({ name: 'desk', title: 'Show them their desk' });
  },
});

/** Fails the first time it is asked. */
export const failing = definePlaybook({
  name: 'failing',
  version: 1,
  title: { en: 'Failing', fr: 'En échec' },
  input: {},
  async run(desk) {
    const sum = await desk.activity<number>('count', null, { name: 'counted' });
    await desk.ticket.tag({ name: 'tagged', add: [`sum-${sum}`] });
    await desk.activity('breaks once', null, { retries: 0 });
    await desk.ticket.tag({ name: 'tagged again', add: [`again-${sum}`] });
  },
});

/** Fills in a form: a text in words, and nobody who is not there. */
export const filling = definePlaybook({
  name: 'filling',
  version: 1,
  title: { en: 'Filling in', fr: 'Remplissage' },
  input: {},
  async run(desk) {
    await desk.ticket.setFields({ fields: { justification: 'The old one is broken' } });
    for (const attempt of [
      () => desk.ticket.setFields({ fields: { welcomed_by: 'acc-nobody' } }),
      () => desk.task({ name: 'theirs', title: 'Theirs', assignee: 'acc-nobody' }),
    ]) {
      try {
        await attempt();
      } catch (error) {
        await desk.ticket.addMessage({ text: (error as Error).message, visibility: 'internal' });
      }
    }
  },
});

/** Asks somebody, and fails beside it. */
export const failingBeside = definePlaybook({
  name: 'failing_beside',
  version: 1,
  title: { en: 'Failing beside', fr: 'En échec à côté' },
  input: {},
  async run(desk) {
    await Promise.all([
      desk.task({ name: 'asked', title: 'Look at it', group: 'desk' }),
      // Until the other has been asked.
      desk.sleep(days(1)).then(() => Promise.reject(new Error('it is over'))),
    ]);
  },
});
