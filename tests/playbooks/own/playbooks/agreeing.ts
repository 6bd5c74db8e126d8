import { days, definePlaybook } from 'palier/playbook';

/** Does nothing without the requester's consent. */
export const agreeing = definePlaybook({
  name: 'agreeing',
  version: 1,
  title: { en: 'Agreeing', fr: 'Accord' },
  onMerge: 'follow',
  input: {},
  async run(desk) {
    const { isGiven, outcome } = await desk.consent({
      name: 'reset the key',
      title: 'Reset the key of your disk',
      text: 'Whoever has no backup loses what is on it.',
      within: days(2),
    });
    await desk.ticket.tag({ add: [isGiven ? 'agreed' : outcome] });
  },
});
