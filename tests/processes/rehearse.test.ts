import test from 'ava';
import { hours, minutes, workingDays } from '../../workflows/processes/durations.ts';
import { itSupport } from '../../workflows/processes/it_support.ts';
import { RehearsalError } from '../../workflows/processes/rehearse/rehearsal_error.ts';
import { rehearse } from '../../workflows/processes/rehearse/rehearse.ts';

/** Rehearsals of the shipped process: what its owner would write beside it. */

const people = {
  lea: { groups: ['service_desk'] },
  marc: { groups: ['network'] },
} as const;

const rehearsed = () => rehearse(itSupport, { people });

test('an outage on a Saturday night is promised round the clock, and management hears of silence', (t) => {
  rehearsed()
    .at('Sat 03:00')
    .open({ category: 'network', subject: 'VPN', impact: 'high', urgency: 'high' })
    .expect({
      priority: 'p1',
      group: 'service_desk',
      assignee: null,
      due: { first_response: 'Sat 03:15', resolution: 'Sat 07:00' },
      told: ['requester'],
    })
    .after(minutes(15))
    .expect({
      clocks: { first_response: 'breached', resolution: 'running', acknowledgement: 'none' },
      events: ['sla_breach', 'escalated'],
      told: ['management 1', 'service_desk'],
    });
  t.pass();
});

test('what comes on a Friday evening goes to somebody on Monday, as soon as they work', (t) => {
  rehearsed()
    .at('Fri 20:00')
    .open({ category: 'access' })
    .at('Mon 08:29')
    .expect({ assignee: null, status: 'new', due: { resolution: 'Wed 18:00' } })
    .at('Mon 08:30')
    .expect({ assignee: 'lea', status: 'assigned', events: ['ticket_assigned'], told: ['lea'] });
  t.pass();
});

test('a ticket that waits for its requester stops its clocks, and a message starts them again', (t) => {
  const ticket = rehearsed()
    .at('Mon 09:00')
    .open({ category: 'software' })
    .does('lea', 'accept')
    .does('lea', 'addMessage', { message: 'Which version is it?' })
    .does('lea', 'setPending', { reason: 'requester' })
    .expect({ status: 'pending', pending: 'requester', clocks: { resolution: 'paused' } })
    .expect({ due: { resolution: null } })
    .at('Tue 09:00')
    .does('requester', 'addMessage', { message: 'The latest' })
    .expect({ pending: null, clocks: { resolution: 'running' }, told: ['lea'] });
  t.is(ticket.state.requesterMessageCount, 1);
  t.true(ticket.events.some(({ type }) => type === 'pending_ended'));
});

test('nobody passes a ticket up before the gate’s steps are done', (t) => {
  rehearsed()
    .at('Mon 10:00')
    .open({ category: 'network' })
    .refuses('lea', 'escalate', { kind: 'functional', reason: 'needs_skill' }, 'gate_not_met')
    .does('lea', 'addDiagnosticStep', { kind: 'information' })
    .does('lea', 'addDiagnosticStep')
    .does('lea', 'escalate', { kind: 'functional', reason: 'needs_skill', note: 'Not ours' })
    .expect({ group: 'network', tier: 'second_line', assignee: 'marc', events: ['escalated'] })
    .after(hours(2))
    .expect({ clocks: { acknowledgement: 'breached' }, events: ['escalation_lapsed'] });
  t.pass();
});

test('holidays are no working days, and so many working days pass in the hours that are named', (t) => {
  rehearsed()
    .at('2026-12-24 17:00')
    .open({ category: 'hardware' })
    .expect({ due: { first_response: '2026-12-28 11:30' } })
    .after(workingDays(1), 'paris_office')
    .expect({ clocks: { first_response: 'breached' } });
  t.pass();
});

test('a page goes to whoever is on call, one after the other, and is told as unanswered at the end', (t) => {
  const page = {
    title: { en: 'Page', fr: 'Appel' },
    on: { event: 'opened' },
    do: [{ page: 'group' }],
  } as const;
  const paging = { ...itSupport, rules: { page } };
  const told = (onCall?: { service_desk: readonly string[] }) =>
    rehearse(paging, { people, ...(onCall && { onCall }) })
      .at('Sat 03:00')
      .open({ category: 'access' });
  told({ service_desk: ['lea', 'marc'] })
    .expect({ events: ['page_requested', 'paged'], told: ['lea', 'requester'] })
    .after(minutes(10))
    .expect({ events: ['page_escalated', 'paged'], told: ['marc'] })
    .after(minutes(10))
    .expect({ events: ['page_unanswered'], told: ['management 1', 'service_desk'] });
  told({ service_desk: ['lea'] })
    .does('lea', 'acknowledgePage', { n: 1 })
    .after(minutes(20))
    .expect({ events: ['page_acknowledged'], without: ['page_unanswered'] });
  told({ service_desk: [] }).expect({ events: ['page_unanswered'], without: ['paged'] });
  told()
    .after(minutes(20))
    .expect({ events: ['page_requested'], without: ['page_unanswered'] });
  t.pass();
});

test('what is not as expected is told all at once, with what happened and each clock’s ledger', (t) => {
  const error = t.throws(
    () =>
      rehearsed()
        .at('Mon 10:00')
        .open({ category: 'network' })
        .after(hours(5))
        .expect({
          group: 'network',
          priority: 'p1',
          due: { resolution: 'Tue 10:00' },
          clocks: { first_response: 'met' },
          told: ['nobody else'],
          events: ['ticket_resolved'],
          without: ['ticket_opened'],
        }),
    { instanceOf: RehearsalError },
  );
  const lines = error.message.split('\n');
  t.deepEqual(lines.slice(0, 7), [
    "Mon 2026-01-05 15:00: group: expected 'network', is 'service_desk'",
    "Mon 2026-01-05 15:00: priority: expected 'p1', is 'p3'",
    "Mon 2026-01-05 15:00: clock first_response: expected 'met', is 'breached'",
    'Mon 2026-01-05 15:00: clock resolution: expected due Tue 10:00, is Thu 2026-01-08 10:00',
    'Mon 2026-01-05 15:00: told: expected nobody else, were lea, requester',
    lines[5],
    'Mon 2026-01-05 15:00: events: expected no ticket_opened, and it happened',
  ]);
  t.regex(String(lines[5]), /events: expected ticket_resolved, happened ticket_opened, /);
  t.regex(error.message, /Mon 2026-01-05 10:00 {2}requester: ticket opened \(/);
  t.regex(error.message, /first response: 4 h 00 min of paris office/);
});

test('a moment that cannot be read, or has passed, is told so', (t) => {
  const at = (when: string) => () => rehearsed().at('Tue 10:00').at(when);
  t.throws(at('Someday 10:00'), { message: /'Someday 10:00': expected a moment as/ });
  t.throws(at('25:00'), { message: /expected a moment as/ });
  t.throws(at('2025-12-01 10:00'), { message: /time does not go back/ });
  t.throws(() => rehearsed().after(workingDays(1)), { message: /name the calendar/ });
  t.throws(() => rehearsed().expect({ group: 'network' }), { message: /No ticket: open it first/ });
});

test('a refusal that was not expected says why, and one that was expected must come', (t) => {
  const opened = () => rehearsed().at('Mon 10:00').open({ category: 'network' });
  t.throws(() => opened().does('requester', 'reopen'), {
    message: /reopen: refused, not_resolved/,
  });
  t.throws(() => opened().refuses('lea', 'accept', {}), {
    message: /lea may accept, and was expected to be refused/,
  });
  t.throws(() => opened().refuses('lea', 'reopen', {}, 'gate_not_met'), {
    message: /expected refusal gate_not_met, is not_resolved/,
  });
});

// What is wrong must be red in the editor: `tsc` fails where one of these lines has no error.
const wrongRehearsals = () => [
  // @ts-expect-error no such category
  rehearsed().open({ category: 'nowhere' }),
  // @ts-expect-error no such group
  rehearsed().expect({ group: 'nowhere' }),
  // @ts-expect-error no such resolution code
  rehearsed().does('lea', 'resolve', { code: 'nothing' }),
  // @ts-expect-error no such command
  rehearsed().does('lea', 'solve', {}),
  // @ts-expect-error no such group
  rehearse(itSupport, { people: { lea: { groups: ['nowhere'] } } }),
];

test('what is red in the editor is refused when it is run too', (t) => {
  t.throws(wrongRehearsals);
  const nobody = { lea: { groups: ['nowhere' as 'network'] } };
  t.throws(() => rehearse(itSupport, { people: nobody }), {
    message: /people.lea: 'nowhere'; expected/,
  });
});
