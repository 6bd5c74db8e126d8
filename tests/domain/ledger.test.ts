import test from 'ava';
import { ledgerOf } from '../../workflows/domain/ledger.ts';
import { always, at, hour, lea, office, Ticket } from './desk.ts';

const hours = { office: [office], always: [always] };

function resolutionLedger(ticket: Ticket, now: number) {
  const ledger = ledgerOf(ticket.events, hours, now).find(({ name }) => name === 'resolution');
  if (!ledger) throw new Error('no resolution clock');
  return ledger;
}

test('the ledger shows each running, paused and out-of-hours stretch without a gap', (t) => {
  const ticket = new Ticket(at(0, '16:00'));
  ticket.does(at(0, '16:30'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(1, '10:00'), lea, 'endPending');
  const ledger = resolutionLedger(ticket, at(1, '13:30'));
  t.deepEqual(
    ledger.intervals.map(({ kind, from, to, cause }) => [kind, from, to, cause]),
    [
      ['running', at(0, '16:00'), at(0, '16:30'), null],
      ['paused', at(0, '16:30'), at(1, '10:00'), 'requester'],
      ['running', at(1, '10:00'), at(1, '12:00'), null],
      ['out_of_hours', at(1, '12:00'), at(1, '13:00'), null],
      ['running', at(1, '13:00'), at(1, '13:30'), null],
    ],
  );
  t.is(ledger.elapsedMs, 3 * hour);
});

test('each move of the due date says when, why, from where and to where', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(0, '11:00'), lea, 'endPending');
  ticket.does(at(0, '11:30'), lea, 'classify', { impact: 'high', urgency: 'high' });
  const { moves } = resolutionLedger(ticket, at(0, '12:00'));
  t.deepEqual(
    moves.map(({ cause, oldDueAt, newDueAt }) => [cause, oldDueAt, newDueAt]),
    [
      ['started', null, at(1, '17:00')],
      ['paused', at(1, '17:00'), null],
      ['resumed', null, at(2, '10:00')],
      ['retargeted', at(2, '10:00'), at(0, '14:00')],
    ],
  );
});

test('the ledger’s own sum is what the clock says', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'change' });
  ticket.does(at(2, '15:00'), lea, 'endPending');
  ticket.does(at(3, '10:00'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  const ledger = resolutionLedger(ticket, at(9, '00:00'));
  t.is(ledger.elapsedMs, ticket.clock('resolution').elapsedMs);
  t.is(ledger.outcome, 'met');
  t.is(ledger.stoppedAt, at(3, '10:00'));
});
