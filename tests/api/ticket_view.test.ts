import test from 'ava';
import type { Account } from '../../api/people/directory.ts';
import { ticket } from '../../api/tickets/contract.ts';
import type { TicketParts } from '../../api/tickets/parts.ts';
import { noteIdsOf, shownLinksOf, ticketView } from '../../api/tickets/ticket_view.ts';
import { linksMax, type TicketState } from '../../workflows/domain/ticket.ts';
import { type DatedAction, replayActions } from '../../workflows/domain/timeline.ts';
import { at, command, lea, marc, minute, openAction, requester, rules } from '../domain/desk.ts';

const opened = at(0, '09:00');

/** The ticket after these, whatever of them the desk took. */
function after(actions: DatedAction[]): TicketState {
  const open = { at: opened, action: openAction({ category: 'printer' }) };
  const life = replayActions([open, ...actions], rules, () => undefined);
  return life?.state as TicketState;
}

function messages(count: number): DatedAction[] {
  return Array.from({ length: count }, (_, n) => ({
    at: opened + minute + n * 500,
    action: command('addMessage', n % 2 === 0 ? lea : requester, {
      messageId: `message-${n}`,
      visibility: 'public',
    }),
  }));
}

const account: Account = {
  id: lea.id,
  name: 'Léa Martin',
  roles: ['agent'],
  locale: 'en',
  requesterTier: 'standard',
  memberships: {},
};

/** What the API answers with, each text of two hundred letters. */
function answer(state: TicketState) {
  const text = { body: 'x'.repeat(200), outcome: null, ruledOut: null };
  const named = { number: 12_345, subject: 'y'.repeat(60), status: 'new' } as const;
  const linked = { ...named, followedOn: null };
  const parts: TicketParts = {
    state,
    origin: 'live',
    number: 1,
    subject: 'The printer is silent',
    description: text.body,
    names: new Map([[lea.id, 'Léa Martin']]),
    texts: new Map(noteIdsOf(state).map((id) => [id, text])),
    linked: new Map(shownLinksOf(state).map(({ id }) => [id, linked])),
  };
  return ticketView(parts, { account, now: state.updatedAt });
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('at message 5,000 a ticket answers with what it answered with at message 10', (t) => {
  const [early, late] = [12, 5_000].map((count) => bytesOf(answer(after(messages(count)))));
  t.true(Number(late) < Number(early) * 1.2, `${early} bytes, then ${late}`);
});

test('however much was tried, handed off, resolved and linked, the answer is as long as it was', (t) => {
  const lived = (rounds: number): DatedAction[] =>
    Array.from({ length: rounds }, (_, n): DatedAction[] => {
      const when = opened + minute * (n + 1);
      const noteId = `note-${n}`;
      const step = { stepId: `step-${n}`, kind: 'test', hasRuledOut: true } as const;
      return [
        command('addDiagnosticStep', lea, step),
        command('addDiagnosticStep', lea, { ...step, kind: 'information' }),
        command('escalate', lea, { kind: 'functional', reason: 'more_skill', noteId }),
        command('acceptEscalation', marc, { n: n + 1 }),
        command('escalate', marc, { kind: 'downward', noteId }),
        command('link', lea, { kind: n % 2 === 0 ? 'child' : 'related', id: `tkt-${n}` }),
        command('resolve', lea, { code: 'solved', noteId }),
        command('reopen', requester, { noteId }),
      ].map((action) => ({ at: when, action }));
    }).flat();
  const [some, many] = [lived(60), lived(linksMax + 60)].map(after) as [TicketState, TicketState];
  const { counts, links } = ticket.parse(answer(many));
  t.is(counts.links, linksMax);
  t.is(links.length, 40, 'the latest twenty of each kind');
  t.true(counts.escalations > 100 && counts.resolutions > 100, JSON.stringify(counts));
  const [before, now] = [some, many].map((state) => bytesOf(answer(state))) as [number, number];
  t.true(now < before * 1.2, `${before} bytes, then ${now}`);
  t.true(now < 24 * 1024, `${now} bytes`);
});
