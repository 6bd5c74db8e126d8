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
