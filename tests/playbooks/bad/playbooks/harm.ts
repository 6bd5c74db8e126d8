import { definePlaybook } from 'palier/playbook';

/** Calls one of the activities that do harm. */
export const harm = definePlaybook({
  name: 'harm',
  version: 1,
  title: { en: 'Harm', fr: 'Nuisance' },
  input: { activity: { title: { en: 'Activity', fr: 'Activité' }, kind: 'text' } },
  async run(desk, _ticket, { activity }) {
    const given = await desk.activity<unknown>(activity, null, { retries: 0 });
    await desk.ticket.addMessage({ text: JSON.stringify(given), visibility: 'internal' });
  },
});

/** Takes all the memory there is. */
export const bursting = definePlaybook({
  name: 'bursting',
  version: 1,
  title: { en: 'Bursting', fr: 'Débordement' },
  input: {},
  async run(desk) {
    await desk.ticket.tag({ add: ['begun'] });
    const held: number[][] = [];
    for (;;) held.push(new Array(20_000_000).fill(held.length));
  },
});

/** Waits for somebody, and harms nobody. */
export const patient = definePlaybook({
  name: 'patient',
  version: 1,
  title: { en: 'Patient', fr: 'Patient' },
  input: {},
  async run(desk) {
    await desk.task({ name: 'wait', title: 'Wait', group: 'desk' });
  },
});
