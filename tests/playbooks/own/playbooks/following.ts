import { definePlaybook } from 'palier/playbook';

/** Goes on once another ticket is resolved. */
export const following = definePlaybook({
  name: 'following',
  version: 1,
  title: { en: 'Following', fr: 'Suite' },
  input: { other: { title: { en: 'Other ticket', fr: 'Autre ticket' }, kind: 'text' } },
  async run(desk, _ticket, { other }) {
    const { outcome, ticketId, code } = await desk.resolution(other, { name: 'the other' });
    const said = `${ticketId} ${outcome} ${code ?? '-'}`;
    await desk.ticket.addMessage({ text: said, visibility: 'internal' });
  },
});
