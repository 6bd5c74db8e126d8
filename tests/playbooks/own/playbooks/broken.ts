import { definePlaybook } from 'palier/playbook';

/** Throws. */
export const throwing = definePlaybook({
  name: 'throwing',
  version: 1,
  title: { en: 'Throwing', fr: 'En erreur' },
  input: {},
  async run(desk, ticket) {
    await desk.ticket.tag({ add: ['begun'] });
    throw new Error(`${ticket.category ?? 'nothing'} is wrong`);
  },
});

/** Awaits what never comes. */
export const waiting = definePlaybook({
  name: 'waiting',
  version: 1,
  title: { en: 'Waiting', fr: 'En attente' },
  input: {},
  async run(desk) {
    await desk.ticket.tag({ add: ['begun'] });
    await new Promise(() => {});
  },
});

let isTold = false;

/** Does something else after each start of its process: what it knows is outside of the function. */
export const fickle = definePlaybook({
  name: 'fickle',
  version: 1,
  title: { en: 'Fickle', fr: 'Changeant' },
  input: {
    tells: { title: { en: 'Tells', fr: 'Dit' }, kind: 'boolean', isOptional: true },
  },
  async run(desk, _ticket, { tells }) {
    if (tells) isTold = true;
    if (tells || !isTold) return;
    await desk.ticket.tag({ add: ['begun'] });
    await desk.task({ name: 'wait', title: 'Wait', group: 'desk' });
  },
});

/** Asks a group that the desk does not have. */
export const lost = definePlaybook({
  name: 'lost',
  version: 1,
  title: { en: 'Lost', fr: 'Perdu' },
  input: {},
  async run(desk) {
    await desk.task({ name: 'ask', title: 'Ask', group: 'nowhere' });
  },
});

/** Forgets a promise that fails. */
export const forgetting = definePlaybook({
  name: 'forgetting',
  version: 1,
  title: { en: 'Forgetting', fr: 'Oubli' },
  input: {},
  async run(desk) {
    await desk.ticket.tag({ add: ['begun'] });
    void Promise.reject(new Error('nobody awaits this'));
    await desk.task({ name: 'wait', title: 'Wait', group: 'desk' });
  },
});

/** Says what no ticket can carry, hears so of each, and throws what has no words. */
export const wordless = definePlaybook({
  name: 'wordless',
  version: 1,
  title: { en: 'Wordless', fr: 'Sans paroles' },
  input: {},
  async run(desk) {
    // As an activity gives it, of which nothing is known.
    const nothing = JSON.parse('{}');
    const said: string[] = [];
    for (const attempt of [
      () => desk.ticket.addMessage(nothing),
      () => desk.ticket.addMessage({ text: 'a\u0000b', visibility: 'internal' }),
      () => desk.ticket.addMessage({ text: 'x'.repeat(50_001), visibility: 'internal' }),
      () => desk.ticket.link({ ...nothing, kind: 'related' }),
      () => desk.task({ name: 'late', title: 'Late', within: -5 }),
      () => desk.task({ name: 'never', title: 'Never', dueAt: Number.NaN }),
      () => desk.sleep(Number.NaN),
      () => desk.sleep(1e18),
      () => desk.until('2026-02-31'),
      () => desk.until('3 June 2026'),
    ]) {
      try {
        await attempt();
        said.push('it was done');
      } catch (error) {
        said.push((error as Error).message);
      }
    }
    await desk.ticket.addMessage({ text: said.join('\n'), visibility: 'internal' });
    throw Object.create(null);
  },
});
