import test from 'ava';
import type { CommandPayload } from '../../workflows/domain/commands.ts';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { at, command, hour, lea, requester, Ticket } from './desk.ts';

const playbook = { kind: 'system', id: 'playbook:reset' } as const;
const question = { titleId: 'title', noteId: 'text', withinMs: 2 * hour };

function asked(): Ticket {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:00'), playbook, 'requestConsent', question);
  return ticket;
}

type Answer = CommandPayload['answerConsent'];

const refusalOf = (ticket: Ticket, when: number, actor: Actor, answer: Answer) =>
  ticket.refusalOf(when, command('answerConsent', actor, answer))?.code;

const consentOf = ({ state }: Ticket) => state.consents?.[0];

test('a requester is reminded half-way, and what they do not answer by its end has lapsed', (t) => {
  const ticket = asked();
  t.is(consentOf(ticket)?.nextAt, at(0, '10:00'));
  ticket.waitUntil(at(0, '10:30'));
  t.is(ticket.last('consent_reminder').at, at(0, '10:00'));
  t.is(consentOf(ticket)?.nextAt, null);
  ticket.waitUntil(at(0, '11:30'));
  t.is(ticket.last('consent_lapsed').at, at(0, '11:00'));
  t.is(consentOf(ticket)?.outcome, 'lapsed');
});

test('the requester alone answers, once', (t) => {
  const ticket = asked();
  t.is(refusalOf(ticket, at(0, '09:10'), lea, { n: 1, answer: 'yes' }), 'only_requester');
  ticket.does(at(0, '09:20'), requester, 'answerConsent', { n: 1, answer: 'no' });
  t.is(consentOf(ticket)?.outcome, 'no');
  t.is(refusalOf(ticket, at(0, '09:30'), requester, { n: 1, answer: 'yes' }), 'consent_over');
});

test('a ticket that is over asks nothing any more', (t) => {
  const ticket = asked();
  ticket.does(at(0, '09:20'), lea, 'cancel', {});
  const next = nextDeadline(ticket.state)?.kind ?? '';
  t.false(next.startsWith('consent'));
});
