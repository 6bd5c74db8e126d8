import { day, hour, lea, marc, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { type LiveDesk, type LiveTicket, openLiveTicket } from '../support/live_desk.ts';
import { ruledDesk } from './ruled_desk.ts';

/** The paths a ticket can take, lived on a real desk. Each becomes a recorded history. */
export const recordedPaths: Record<string, (desk: LiveDesk) => Promise<LiveTicket>> = {
  async solved_and_rated(desk) {
    const ticket = await openLiveTicket(desk, { category: 'printer' });
    await ticket.does(lea, 'accept');
    await ticket.does(lea, 'addMessage', say('m1'));
    await ticket.does(lea, 'resolve', solved);
    await ticket.does(requester, 'recordSatisfaction', { score: 5, commentId: 'note-2' });
    return ended(ticket, 10 * day);
  },
  async left_alone(desk) {
    const ticket = await openLiveTicket(desk);
    await ticket.fastForward(20 * day);
    return ticket;
  },
  async escalated_twice(desk) {
    const ticket = await openLiveTicket(desk, { category: 'vpn', facts: ['outage'] });
    await ticket.does(lea, 'accept');
    await diagnose(ticket);
    await ticket.does(lea, 'escalate', { kind: 'functional', reason: 'more_skill', noteId: 'n' });
    await ticket.does(marc, 'refuseEscalation', { n: 1, noteId: 'n2' });
    await ticket.does(lea, 'escalate', { kind: 'functional', reason: 'access_rights' });
    await ticket.does(marc, 'acceptEscalation', { n: 2 });
    await ticket.does(marc, 'escalate', { kind: 'hierarchical', reason: 'more_skill' });
    await ticket.does(marc, 'assign', { assignee: marc.id });
    await ticket.does(marc, 'resolve', solved);
    return ended(ticket, 30 * day);
  },
  async waited_and_resumed(desk) {
    const ticket = await openLiveTicket(desk);
    await ticket.does(lea, 'accept');
    await ticket.does(lea, 'addMessage', say('m1'));
    await ticket.does(lea, 'setPending', { reason: 'requester' });
    await ticket.fastForward(20 * hour);
    await ticket.does(requester, 'addMessage', say('m2'));
    await ticket.does(lea, 'classify', { impact: 'high', urgency: 'high' });
    await ticket.does(lea, 'setPending', { reason: 'supplier', until: Date.now() + 2 * day });
    await ticket.fastForward(3 * day);
    await ticket.does(lea, 'resolve', solved);
    return ended(ticket, 30 * day);
  },
  async reopened(desk) {
    const ticket = await openLiveTicket(desk);
    await ticket.does(lea, 'accept');
    await ticket.does(lea, 'resolve', solved);
    await ticket.fastForward(5 * hour);
    await ticket.does(requester, 'addMessage', say('m1'));
    await ticket.does(lea, 'accept');
    await ticket.does(lea, 'resolve', solved);
    await ticket.does(requester, 'close');
    return ended(ticket, 15 * day);
  },
  async no_answer(desk) {
    const ticket = await openLiveTicket(desk);
    await ticket.does(lea, 'setPending', { reason: 'requester' });
    return ended(ticket, 40 * day);
  },
  async cancelled(desk) {
    const ticket = await openLiveTicket(desk);
    await ticket.does(requester, 'cancel', { noteId: 'note-3' });
    await ticket.handle.result();
    return ticket;
  },
  async merged_and_parted(desk) {
    const ticket = await openLiveTicket(desk);
    const survivor = await openLiveTicket(desk);
    const into = survivor.ticketId;
    await ticket.does(lea, 'link', { kind: 'related', id: into });
    await ticket.does(lea, 'merge', { into });
    await eventually(async () => (await survivor.state()).mergedFrom.length === 1);
    await survivor.does(requester, 'addMessage', sayTo(ticket, 'm1'));
    await survivor.does(lea, 'addMessage', say('m2'));
    await ticket.does(lea, 'unmerge');
    await eventually(async () => (await ticket.state()).agentPublicMessageCount === 1);
    // A major incident is merged into no ordinary ticket: that is taken back.
    await ticket.does(lea, 'declareMajor', {});
    await ticket.does(lea, 'merge', { into });
    await eventually(async () => (await ticket.state()).status !== 'merged');
    await ticket.does(lea, 'withdrawMajor', {});
    await ticket.does(lea, 'merge', { into });
    return ended(ticket, 10 * day);
  },
  async major_incident(desk) {
    const ticket = await openLiveTicket(desk);
    await ticket.does(lea, 'declareMajor', {});
    for (let n = 0; n < 2; n++) {
      const { ticketId: id } = await openLiveTicket(desk);
      await ticket.does(lea, 'link', { kind: 'child', id });
    }
    await ticket.does(lea, 'addMessage', say('news'));
    await ticket.does(lea, 'resolve', { ...solved, isForChildren: true });
    return ended(ticket, 30 * day);
  },
  async ruled(desk) {
    const ticket = await openLiveTicket(
      { ...desk, rules: ruledDesk(desk.rules) },
      { category: 'vpn' },
    );
    await ticket.does(lea, 'addMessage', { messageId: 'm1', visibility: 'internal' });
    await ticket.does(requester, 'addMessage', say('m2'));
    await ticket.fastForward(20 * hour);
    await ticket.does(lea, 'accept');
    await ticket.does(lea, 'resolve', solved);
    return ended(ticket, 30 * day);
  },
};

const solved = { code: 'solved', noteId: 'note-1' };
const say = (messageId: string) => ({ messageId, visibility: 'public' }) as const;
/** What is said to a ticket where another stands for it. */
const sayTo = ({ ticketId: standingFor }: LiveTicket, messageId: string) => ({
  ...say(messageId),
  standingFor,
});

async function diagnose(ticket: LiveTicket): Promise<void> {
  for (const [i, kind] of (['information', 'test', 'test'] as const).entries()) {
    await ticket.does(lea, 'addDiagnosticStep', { stepId: `s${i}`, kind, hasRuledOut: i > 0 });
  }
}

/** Lets time pass until the ticket is over; the server says so by refusing to go further. */
async function ended(ticket: LiveTicket, durationMs: number): Promise<LiveTicket> {
  await ticket.fastForward(durationMs).catch(() => undefined);
  await ticket.handle.result();
  return ticket;
}
