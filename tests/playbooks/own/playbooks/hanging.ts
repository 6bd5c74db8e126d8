import { definePlaybook } from 'palier/playbook';

/** Never comes to its next step. */
export const hanging = definePlaybook({
  name: 'hanging',
  version: 1,
  title: { en: 'Hanging', fr: 'Sans fin' },
  input: {},
  async run(desk) {
    await desk.ticket.tag({ add: ['begun'] });
    for (;;) Math.sqrt(2);
  },
});

/** Loops over steps and does not end. */
export const looping = definePlaybook({
  name: 'looping',
  version: 1,
  title: { en: 'Looping', fr: 'En boucle' },
  stepsMax: 5,
  input: {},
  async run(desk) {
    for (let i = 0; ; i++) await desk.ticket.tag({ name: 'again', add: [`n-${i}`] });
  },
});
