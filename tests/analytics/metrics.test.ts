import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import { parseMetric } from '../../analytics/metric_header.ts';
import { at, command, hour, lea, marc, requester, Ticket } from '../domain/desk.ts';
import {
  type Cut,
  inColumnsOf,
  nextTicketId,
  rowsOfMetric,
  runOf,
  type WithRuns,
  warehouseOf,
} from './given.ts';

const january: Cut = { from: '2026-01-01', to: '2026-01-31' };
const anyTicket = { only_group: null, only_priority: null, only_customer: null };
/** Three weeks on: what was resolved in the first days is past reopening. */
const later = at(24, '12:00');

interface Case {
  metric: string;
  given: Ticket[];
  cut?: Partial<Cut>;
  through?: number;
  expect: Record<string, unknown>[];
}

/** Rows are compared in the columns that `expect` names. */
const says = test.macro(async (t, { metric, given, cut, through, expect }: Case) => {
  const warehouse = await warehouseOf(given, through ?? later);
  const rows = await rowsOfMetric(warehouse, metric, { ...january, ...cut });
  warehouse.close();
  t.deepEqual(inColumnsOf(expect, rows), expect);
});

function opened(day: number, time: string, fields = {}): Ticket {
  return new Ticket(at(day, time), { ticketId: nextTicketId(), category: 'vpn', ...fields });
}

function accepted(day = 0): Ticket {
  return opened(day, '09:00').does(at(day, '09:30'), lea, 'accept');
}

function resolved(day = 0, ticket = accepted(day)): Ticket {
  return ticket.does(at(day, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });
}

function reopened(ticket: Ticket, day: number): Ticket {
  return ticket.act(at(day, '10:00'), command('reopen', requester, {}));
}

function reply(ticket: Ticket, day: number, time: string, who = requester): Ticket {
  return ticket.does(at(day, time), who, 'addMessage', {
    messageId: nextTicketId(),
    visibility: 'public',
  });
}

function atTierTwo(day = 0): Ticket {
  const ticket = accepted(day);
  for (const [step, kind] of (['information', 'test', 'test'] as const).entries()) {
    const stepId = `step-${step}`;
    ticket.does(at(day, '09:40'), lea, 'addDiagnosticStep', { stepId, kind, hasRuledOut: false });
  }
  return ticket
    .does(at(day, '09:50'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' })
    .does(at(day, '10:00'), marc, 'accept');
}

function merged(ticket: Ticket): Ticket {
  return ticket.does(at(0, '10:00'), lea, 'merge', { into: nextTicketId() });
}

// First-contact resolution ----------------------------------------------------------------------

const firstContact = (given: Ticket, expect: Record<string, unknown>): Case => ({
  metric: 'first_contact_resolution',
  given: [given],
  expect: [expect],
});
const counts = { resolved_count: 1, first_contact_count: 1, first_contact_share: 1 };
const countsNot = { resolved_count: 1, first_contact_count: 0, first_contact_share: 0 };
const countsNowhere = { resolved_count: 0, first_contact_count: 0, first_contact_share: null };

test(
  'an agent of tier 1 who resolves alone does so at the first contact',
  says,
  firstContact(resolved(), counts),
);
test(
  'a requester who had to write again makes it a second contact',
  says,
  firstContact(resolved(0, reply(accepted(), 0, '10:00')), countsNot),
);
test(
  'thanks after the resolution are no second contact',
  says,
  firstContact(reply(resolved(), 0, '11:30'), countsNot),
);
test(
  'answers of the agent do not make it a second contact',
  says,
  firstContact(resolved(0, reply(accepted(), 0, '10:00', lea)), counts),
);
test(
  'a ticket that went from agent to agent is not resolved at the first contact',
  says,
  firstContact(
    resolved(
      0,
      accepted()
        .does(at(0, '10:00'), lea, 'assign', { assignee: marc.id })
        .does(at(0, '10:30'), lea, 'assign', { assignee: lea.id }),
    ),
    countsNot,
  ),
);
test(
  'a resolution by another agent than the one who began is no first contact',
  says,
  firstContact(
    accepted().does(at(0, '11:00'), marc, 'resolve', { code: 'solved', noteId: 'note' }),
    countsNot,
  ),
);
test(
  'a ticket passed on before anybody began it can still be solved at the first contact',
  says,
  firstContact(
    opened(0, '09:00')
      .does(at(0, '09:10'), marc, 'assign', { assignee: marc.id })
      .does(at(0, '09:20'), marc, 'assign', { assignee: lea.id })
      .does(at(0, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'note' }),
    counts,
  ),
);
test(
  'tier 2 does not resolve at the first contact',
  says,
  firstContact(resolved(0, atTierTwo()), countsNot),
);
test(
  'a resolution that did not hold for 7 days was none',
  says,
  firstContact(reopened(resolved(), 2), countsNot),
);
test('a ticket still open is in no share', says, firstContact(accepted(), countsNowhere));
test('a merged ticket is in no share', says, firstContact(merged(accepted()), countsNowhere));
test(
  'a cancelled ticket is in no share',
  says,
  firstContact(accepted().does(at(0, '10:00'), requester, 'cancel'), countsNowhere),
);
test('a resolution younger than 7 days is not counted yet', says, {
  metric: 'first_contact_resolution',
  given: [resolved(0), resolved(2)],
  through: at(8, '12:00'),
  expect: [{ resolved_count: 1, first_contact_share: 1, immature_count: 1 }],
});
test('a month without a resolution has a row and no share', says, {
  metric: 'first_contact_resolution',
  given: [resolved()],
  cut: { from: '2025-12-01', period: 'month' },
  expect: [
    { period: '2025-12-01', resolved_count: 0, first_contact_share: null },
    { period: '2026-01-01', resolved_count: 1, first_contact_share: 1 },
  ],
});
test('variants of first-contact resolution disagree, each by its own rule', says, {
  metric: 'first_contact_resolution',
  given: [reply(resolved(0, reply(accepted(), 0, '10:00', lea)), 0, '11:30')],
  expect: [{ first_contact_share: 0, no_requester_reply_share: 1, single_reply_share: 0 }],
});
test('an agent who resolves at tier 1 after many contacts did it at the first level', says, {
  metric: 'first_level_resolution',
  given: [resolved(0, reply(accepted(), 0, '10:00')), resolved(0, atTierTwo())],
  expect: [{ resolved_count: 2, first_level_count: 1, first_level_share: 0.5 }],
});

test('a ticket that came down from tier 2 was not resolved at the first level', says, {
  metric: 'first_level_resolution',
  given: [
    resolved(
      0,
      opened(0, '09:00', { category: 'routing' }).does(at(0, '09:05'), lea, 'assign', {
        group: 'desk',
        assignee: lea.id,
      }),
    ),
    resolved(0),
  ],
  expect: [{ resolved_count: 2, first_level_count: 1, first_level_share: 0.5 }],
});

// Passing on ------------------------------------------------------------------------------------

/** Tier 1, tier 2, and back to tier 1 with a reason. */
function sentBack(day = 0): Ticket {
  const note = { n: 1, noteId: 'why' };
  return handedOver(day).does(at(day, '10:30'), marc, 'refuseEscalation', note);
}

test('a move to a new group is a move, back to one that was left it is ping-pong', says, {
  metric: 'group_ping_pong',
  given: [accepted(), handedOver(), sentBack()],
  expect: [
    {
      move_count: 3,
      return_count: 1,
      return_share: 1 / 3,
      moved_ticket_count: 2,
      returned_ticket_count: 1,
    },
  ],
});
test('a move belongs to the group that was left', says, {
  metric: 'group_ping_pong',
  given: [sentBack()],
  cut: { segment: 'group' },
  expect: [
    { segment: 'desk', move_count: 1, return_count: 0 },
    { segment: 'network', move_count: 1, return_count: 1 },
  ],
});
test('without a move there is no share of ping-pong', says, {
  metric: 'group_ping_pong',
  given: [accepted()],
  expect: [{ move_count: 0, return_count: 0, return_share: null }],
});
test('changes of group and agent count until the first resolution, the first ones are none', says, {
  metric: 'reassignments',
  given: [
    resolved(),
    resolved(0, sentBack()),
    reopened(resolved(), 1).does(at(1, '11:00'), lea, 'assign', { assignee: marc.id }),
    resolved(0, accepted().does(at(0, '10:00'), lea, 'assign', { assignee: marc.id })),
    sentBack(),
  ],
  expect: [
    {
      resolved_count: 4,
      reassigned_count: 2,
      reassigned_share: 0.5,
      group_change_count: 2,
      agent_change_count: 1,
      group_changes_per_ticket: 0.5,
      agent_changes_per_ticket: 0.25,
    },
  ],
});

// Backlog ---------------------------------------------------------------------------------------

test('the backlog is what was open at the end of each day', says, {
  metric: 'backlog',
  given: [resolved(1, accepted(0)), accepted(1)],
  cut: { from: '2026-01-04', to: '2026-01-07', period: 'day' },
  expect: [
    { period: '2026-01-04', open_count: 0, mean_age_days: null },
    { period: '2026-01-05', open_count: 1, mean_age_days: 0 },
    { period: '2026-01-06', open_count: 1, mean_age_days: 0 },
    { period: '2026-01-07', open_count: 1, mean_age_days: 1 },
  ],
});
test('a month’s backlog is that of its last day, not a sum', says, {
  metric: 'backlog',
  given: [accepted(0), accepted(1)],
  cut: { period: 'month' },
  expect: [{ period: '2026-01-01', on_date: '2026-01-29', open_count: 2 }],
});
test('a reopened ticket is back in the backlog', says, {
  metric: 'backlog',
  given: [reopened(resolved(0), 2)],
  cut: { from: '2026-01-05', to: '2026-01-08', period: 'day' },
  expect: [
    { period: '2026-01-05', open_count: 0 },
    { period: '2026-01-06', open_count: 0 },
    { period: '2026-01-07', open_count: 1 },
    { period: '2026-01-08', open_count: 1 },
  ],
});
test('merged and cancelled tickets leave the backlog', says, {
  metric: 'backlog',
  given: [merged(accepted()), accepted().does(at(0, '10:00'), requester, 'cancel'), accepted()],
  expect: [{ open_count: 1 }],
});
test('waiting for the requester is open, and said to be pending', says, {
  metric: 'backlog',
  given: [
    accepted().does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' }),
    opened(0, '09:00'),
  ],
  through: at(0, '23:00'),
  expect: [{ open_count: 2, pending_count: 1, unassigned_count: 1 }],
});
test('a ticket counts in the group that had it that day', says, {
  metric: 'backlog',
  given: [atTierTwo(1).does(at(2, '10:00'), marc, 'setPending', { reason: 'supplier' })],
  cut: { from: '2026-01-06', to: '2026-01-06', segment: 'group' },
  expect: [{ segment: 'network', open_count: 1 }],
});
test('breached tickets are breached in the backlog while they are open', says, {
  metric: 'backlog',
  given: [accepted().waitUntil(at(4, '09:00'))],
  through: at(4, '09:00'),
  cut: { from: '2026-01-05', to: '2026-01-09', period: 'day' },
  expect: [0, 1, 1, 1, 1].map((breached_count, day) => ({
    period: `2026-01-0${5 + day}`,
    open_count: 1,
    breached_count,
  })),
});
test('the age of the backlog counts from the opening, in calendar days', says, {
  metric: 'backlog_age',
  given: [accepted(0), accepted(4), accepted(7)],
  through: at(8, '12:00'),
  expect: [
    {
      open_count: 3,
      median_age_days: 4,
      oldest_age_days: 8,
      under_3_days_count: 1,
      from_3_to_7_days_count: 1,
      from_7_to_30_days_count: 1,
      over_30_days_count: 0,
    },
  ],
});
test('entered minus left is the change of the backlog', says, {
  metric: 'opened_and_resolved',
  given: [
    reopened(resolved(0), 2),
    resolved(0),
    merged(accepted()),
    accepted().does(at(0, '10:00'), requester, 'cancel'),
    accepted(1),
  ],
  expect: [
    {
      opened_count: 5,
      reopened_count: 1,
      resolved_count: 2,
      withdrawn_count: 2,
      net_count: 2,
    },
  ],
});

// Satisfaction ----------------------------------------------------------------------------------

const rated = (score: number) =>
  resolved().does(at(3, '10:00'), requester, 'recordSatisfaction', { score });

test('satisfaction is the share of 4 and 5 among answers, beside the response share', says, {
  metric: 'satisfaction',
  given: [rated(5), rated(4), rated(1), resolved()],
  expect: [
    {
      asked_count: 4,
      answered_count: 3,
      response_share: 0.75,
      satisfied_count: 2,
      satisfied_share: 2 / 3,
      mean_score: 10 / 3,
    },
  ],
});
test('a survey nobody answered is no bad score', says, {
  metric: 'satisfaction',
  given: [resolved().waitUntil(at(20, '09:00'))],
  expect: [{ asked_count: 1, answered_count: 0, satisfied_share: null, waiting_count: 0 }],
});
test('a survey cancelled by a reopening was never asked', says, {
  metric: 'satisfaction',
  given: [reopened(resolved(), 1)],
  expect: [{ asked_count: 0, response_share: null }],
});
test('an answer after the month counts for the month of the resolution', says, {
  metric: 'satisfaction',
  given: [resolved(25).does(at(30, '10:00'), requester, 'recordSatisfaction', { score: 5 })],
  through: at(40, '12:00'),
  cut: { to: '2026-02-28', period: 'month' },
  expect: [
    { period: '2026-01-01', answered_count: 1 },
    { period: '2026-02-01', answered_count: 0 },
  ],
});

// Promises --------------------------------------------------------------------------------------

const promises = { from: '2026-01-01', to: '2026-01-31', segment: 'clock' };

test('a promise that ran out counts as broken while its ticket is still open', says, {
  metric: 'sla_attainment',
  given: [accepted().waitUntil(at(3, '09:00'))],
  cut: promises,
  expect: [
    // The desk escalated it meanwhile, and nobody took it over in time.
    { segment: 'acknowledgement', met_count: 0, breached_count: 1, open_breached_count: 0 },
    { segment: 'first_response', met_count: 0, breached_count: 1, open_breached_count: 1 },
    { segment: 'resolution', met_count: 0, breached_count: 1, open_breached_count: 1 },
  ],
});
test('a promise kept counts on the day it was kept; one still running counts nowhere', says, {
  metric: 'sla_attainment',
  given: [reply(accepted(), 0, '10:00', lea)],
  cut: { ...promises, period: 'day', from: '2026-01-05', to: '2026-01-05' },
  expect: [{ period: '2026-01-05', segment: 'first_response', met_count: 1, met_share: 1 }],
});
test('a promise broken stays broken when it is fulfilled late', says, {
  metric: 'sla_attainment',
  given: [resolved(3, accepted().waitUntil(at(3, '09:00')))],
  cut: promises,
  expect: [
    { segment: 'acknowledgement', breached_count: 1, open_breached_count: 0, met_share: 0 },
    { segment: 'first_response', breached_count: 1, open_breached_count: 1, met_share: 0 },
    { segment: 'resolution', breached_count: 1, open_breached_count: 0, met_share: 0 },
  ],
});
test(
  'what its requester opened and resolved alone is counted, and as neither met nor missed',
  says,
  {
    metric: 'sla_attainment',
    given: [
      opened(0, '09:00')
        .does(at(0, '09:30'), requester, 'resolve', { code: 'solved_by_requester' })
        .does(at(0, '10:00'), requester, 'close'),
    ],
    cut: promises,
    expect: ['first_response', 'resolution', 'total_resolution'].map((segment) => ({
      segment,
      met_count: 0,
      breached_count: 0,
      met_share: null,
      cancelled_count: 1,
    })),
  },
);
test('promises of merged and cancelled tickets count nowhere', says, {
  metric: 'sla_attainment',
  given: [
    merged(reply(accepted(), 0, '09:45', lea)),
    reply(accepted(), 0, '09:45', lea).does(at(0, '10:00'), requester, 'cancel'),
  ],
  expect: [{ met_count: 0, breached_count: 0, met_share: null, cancelled_count: 0 }],
});

// Times -----------------------------------------------------------------------------------------

test('the first response is the first public message of a person', says, {
  metric: 'first_response_time',
  given: [
    reply(
      accepted().does(at(0, '09:40'), lea, 'addMessage', {
        messageId: 'i',
        visibility: 'internal',
      }),
      0,
      '10:00',
      lea,
    ),
    accepted(),
  ],
  expect: [{ answered_count: 1, median_hours: 1, median_support_hours: 1 }],
});
test('support hours leave the night out, wall clock does not', says, {
  metric: 'first_response_time',
  given: [reply(opened(0, '16:00').does(at(1, '09:30'), lea, 'accept'), 1, '10:00', lea)],
  expect: [{ median_hours: 18, median_support_hours: 2 }],
});
test('a ticket is owned when an agent begins, not when it is assigned', says, {
  metric: 'time_to_acknowledge',
  given: [
    opened(0, '09:00')
      .does(at(0, '09:10'), marc, 'assign', { assignee: lea.id })
      .does(at(0, '10:00'), lea, 'accept'),
  ],
  expect: [{ acknowledged_count: 1, median_hours: 1 }],
});
/** Resolved, and taken by another agent afterwards: logs that are brought in tell such things. */
function takenOnceResolved(): Ticket {
  return opened(0, '09:00')
    .does(at(0, '10:00'), lea, 'accept')
    .does(at(0, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'note' })
    .act(at(0, '12:00'), {
      name: 'annotate',
      reason: 'Refused: a resolved ticket is not accepted',
      refused: 'accept',
      actor: marc,
      commandId: 'import-9-1',
    });
}
test(
  'a history brought in says who took a ticket, even when the desk would not have let them',
  says,
  {
    metric: 'first_contact_resolution',
    given: [takenOnceResolved(), resolved(0)],
    through: later,
    expect: [{ resolved_count: 2, first_contact_count: 1, one_touch_share: 0.5 }],
  },
);
test('first and total resolution time part where a resolution did not hold', async (t) => {
  const ticket = reopened(resolved(0), 1).does(at(1, '11:00'), lea, 'accept');
  ticket.does(at(1, '13:00'), lea, 'resolve', { code: 'solved', noteId: 'again' });
  const warehouse = await warehouseOf([ticket], later);
  const [first] = await rowsOfMetric(warehouse, 'first_resolution_time', january);
  const [full] = await rowsOfMetric(warehouse, 'total_resolution_time', january);
  warehouse.close();
  t.is(first?.median_hours, 2);
  t.is(full?.median_hours, 28);
  t.is(full?.median_support_hours, 4);
});
test('a ticket that is open again has no total resolution time', says, {
  metric: 'total_resolution_time',
  given: [reopened(resolved(0), 1)],
  expect: [{ resolved_count: 0, median_hours: null }],
});
test('own time leaves out what was waited for others', says, {
  metric: 'total_resolution_time',
  given: [
    resolved(
      0,
      accepted()
        .does(at(0, '09:40'), lea, 'setPending', { reason: 'supplier' })
        .does(at(0, '10:40'), lea, 'endPending'),
    ),
  ],
  expect: [{ median_hours: 2, median_own_hours: 1 }],
});

// Reopening and climbing ------------------------------------------------------------------------

test('the reopen rate is a cohort of resolutions, each counted once', says, {
  metric: 'reopen_rate',
  given: [reopened(resolved(0), 1), resolved(0), resolved(0)],
  expect: [{ resolution_count: 3, reopened_count: 1, reopened_share: 1 / 3, immature_count: 0 }],
});
test('triage straight to tier 2 is no escalation', says, {
  metric: 'escalation_rate',
  given: [atTierTwo(), accepted(), opened(0, '09:00', { category: 'routing' })],
  cut: { segment: 'tier' },
  expect: [
    { segment: 1, entered_count: 2, escalated_count: 1, escalated_share: 0.5 },
    { segment: 2, entered_count: 2, escalated_count: 0, escalated_share: 0 },
  ],
});

// Tasks -------------------------------------------------------------------------------------------

function withTasks(): Ticket {
  const title = { titleId: 'txt-title' };
  return accepted()
    .does(at(0, '10:00'), lea, 'addTask', { ...title, group: 'network', withinMinutes: 120 })
    .does(at(0, '10:00'), lea, 'addTask', { ...title, group: 'network', withinMinutes: 60 })
    .does(at(0, '10:00'), lea, 'addTask', { ...title, after: [1] })
    .does(at(0, '10:00'), lea, 'addTask', title)
    .does(at(0, '11:30'), marc, 'completeTask', { n: 1 })
    .does(at(0, '13:30'), marc, 'completeTask', { n: 2 })
    .does(at(0, '13:30'), lea, 'cancelTask', { n: 4 });
}

test('tasks are done on time or late, by the group that has them', says, {
  metric: 'task_completion',
  given: [withTasks()],
  cut: { segment: 'group' },
  expect: [
    {
      segment: 'network',
      done_count: 2,
      due_count: 2,
      on_time_count: 1,
      on_time_share: 0.5,
      mean_hours: 2.5,
    },
  ],
});
test('what is neither done nor cancelled is open, and overdue once its date has passed', says, {
  metric: 'open_tasks',
  given: [
    withTasks(),
    accepted().does(at(0, '10:00'), lea, 'addTask', { titleId: 'txt', withinMinutes: 60 }),
    merged(withTasks()),
  ],
  expect: [{ open_count: 2, overdue_count: 1 }],
});

// Playbooks ---------------------------------------------------------------------------------------

function withRuns(): Ticket & WithRuns {
  const ticket = accepted();
  const from = (n: number, time: string) => ({ n, startedAt: at(0, time) });
  const runs = [
    runOf(ticket, { ...from(1, '10:00'), endedAt: at(0, '11:00') }),
    runOf(ticket, { ...from(2, '10:00'), status: 'parked', endedAt: at(0, '10:30') }),
    runOf(ticket, { ...from(3, '12:00'), endedAt: at(0, '15:00'), retryOf: 'the second' }),
    runOf(ticket, { ...from(4, '12:00'), status: 'cancelled', endedAt: at(0, '12:30') }),
    runOf(ticket, { ...from(5, '12:00'), status: 'running', endedAt: null }),
    runOf(ticket, { ...from(6, '12:00'), playbook: 'restart', status: 'parked' }),
  ];
  return Object.assign(ticket, { runs });
}

test(
  'runs that ended are done, parked or cancelled, by their playbook; done ones took so long',
  says,
  {
    metric: 'playbook_completion',
    given: [withRuns()],
    cut: { segment: 'playbook' },
    expect: [
      {
        ...{ segment: 'lend', run_count: 4, done_count: 2, parked_count: 1, cancelled_count: 1 },
        ...{ retry_count: 1, parked_share: 1 / 3, median_hours: 2, mean_hours: 2 },
      },
      {
        ...{ segment: 'restart', run_count: 1, done_count: 0, parked_count: 1, cancelled_count: 0 },
        ...{ retry_count: 0, parked_share: 1, median_hours: null, mean_hours: null },
      },
    ],
  },
);

// Hand-offs, agents, forecasts --------------------------------------------------------------------

function handedOver(day = 0): Ticket {
  const ticket = accepted(day);
  for (const [step, kind] of (['information', 'test', 'test'] as const).entries()) {
    const stepId = `step-${step}`;
    ticket.does(at(day, '09:40'), lea, 'addDiagnosticStep', { stepId, kind, hasRuledOut: false });
  }
  const reason = 'more_skill';
  return ticket.does(at(day, '10:00'), lea, 'escalate', { kind: 'functional', reason });
}

test(
  'a hand-off refused or left lying bounced; one not answered yet, or taken back, did neither',
  says,
  {
    metric: 'hand_off_bounces',
    given: [
      handedOver().does(at(0, '10:30'), marc, 'acceptEscalation', { n: 1 }),
      handedOver().does(at(0, '10:30'), marc, 'refuseEscalation', { n: 1, noteId: 'why' }),
      handedOver().waitUntil(at(0, '16:00')),
      handedOver().does(at(0, '10:30'), lea, 'assign', { group: 'desk' }),
      handedOver(1),
    ],
    through: at(1, '10:10'),
    expect: [
      {
        hand_off_count: 5,
        accepted_count: 1,
        refused_count: 1,
        lapsed_count: 1,
        withdrawn_count: 1,
        open_count: 1,
        bounced_share: 2 / 3,
        incomplete_count: 0,
        median_answer_hours: 0.5,
        median_tier_hours: 1,
      },
    ],
  },
);

test('an agent with few cases has numbers beside the shares, and no rank', says, {
  metric: 'agent_workload',
  given: [resolved(0), reopened(resolved(0), 1), resolved(0, atTierTwo())],
  cut: { segment: 'agent' },
  expect: [
    {
      segment: 'acc-lea',
      resolved_count: 3,
      mature_count: 3,
      first_contact_count: 1,
      reopened_count: 1,
      is_ranked: false,
    },
    {
      segment: 'acc-marc',
      resolved_count: 0,
      mature_count: 0,
      first_contact_count: 0,
      reopened_count: 0,
      is_ranked: false,
    },
  ],
});

const solvedBy = (agent: typeof lea) =>
  opened(0, '09:00')
    .does(at(0, '09:30'), agent, 'accept')
    .does(at(0, '11:00'), agent, 'resolve', { code: 'solved', noteId: 'note' });
const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

test('a training need is said where an agent’s cases come back far more often than peers’', says, {
  metric: 'training_needs',
  given: [
    ...many(12, () => reopened(solvedBy(lea), 1)),
    ...many(11, () => solvedBy(marc)),
    reopened(solvedBy(marc), 1),
  ],
  cut: { segment: 'agent' },
  expect: [
    {
      segment: 'acc-lea',
      category: 'vpn',
      case_count: 12,
      struggle_share: 1,
      peer_share: 1 / 12,
      is_need: true,
    },
    {
      segment: 'acc-marc',
      category: 'vpn',
      case_count: 12,
      struggle_share: 1 / 12,
      peer_share: 1,
      is_need: false,
    },
  ],
});
test('nine bad cases are too few to say that training is needed', says, {
  metric: 'training_needs',
  given: [...many(9, () => reopened(solvedBy(lea), 1)), ...many(12, () => solvedBy(marc))],
  cut: { segment: 'agent' },
  expect: [
    { segment: 'acc-lea', struggle_share: 1, is_need: false },
    { segment: 'acc-marc', struggle_share: 0, is_need: false },
  ],
});

/** Mondays alternate between two and four tickets; nothing comes on other days. */
const alternating = Array.from({ length: 20 }, (_, week) =>
  many(week % 2 === 0 ? 2 : 4, () => opened(7 * week, '09:00')),
).flat();

/** What the metric expects after `through`, from everything known then. */
async function forecast(metric: string, given: Ticket[], through: number) {
  const warehouse = await warehouseOf(given, through);
  const cut = { from: '2026-01-05', to: '2026-12-31', period: 'day' };
  const rows = await rowsOfMetric(warehouse, metric, cut);
  warehouse.close();
  return rows;
}

test('a forecast says how wrong it was, and when repeating last week was as good', async (t) => {
  const rows = await forecast('opened_forecast', alternating, at(140, '12:00'));
  t.is(rows.length, 28);
  // Day 140 is a Monday, and not over: it is the first day forecast.
  t.deepEqual(
    rows.slice(0, 2).map(({ period, expected_count }) => [period, expected_count]),
    [
      ['2026-05-25', 3],
      ['2026-05-26', 0],
    ],
  );
  t.is(rows[0]?.model_error, 1 / 7);
  t.is(rows[0]?.naive_error, 1 / 7);
  t.is(rows[0]?.skill, 0);
});

test('a backlog that grows by one a day is forecast to go on', async (t) => {
  const growing = Array.from({ length: 200 }, (_, day) => opened(day, '09:00'));
  const rows = await forecast('backlog_forecast', growing, at(200, '08:00'));
  t.deepEqual(
    [rows[0], rows[27]].map((row) => [
      row?.expected_count,
      row?.low_count,
      row?.naive_error,
      row?.unchanged_error,
      row?.skill,
    ]),
    [
      [201, 201, 7, 4, 1],
      [228, 228, 28, 25, 1],
    ],
  );
});

test('a backlog with a rhythm is forecast in it, and is measured against repeating the last week', async (t) => {
  // Three tickets come each Monday and are resolved that week's Thursday.
  const weekly = Array.from({ length: 30 }, (_, week) =>
    many(3, () =>
      opened(7 * week, '09:00')
        .does(at(7 * week, '10:00'), lea, 'accept')
        .does(at(7 * week + 3, '10:00'), lea, 'resolve', { code: 'solved', noteId: 'note' }),
    ),
  ).flat();
  const rows = await forecast('backlog_forecast', weekly, at(210, '08:00'));
  t.deepEqual(
    rows.slice(0, 7).map(({ expected_count }) => expected_count),
    [3, 3, 3, 0, 0, 0, 0],
  );
  // Three days of seven it does not stay as it is on a Sunday.
  t.deepEqual(
    [rows[0]?.model_error, rows[0]?.naive_error, rows[0]?.unchanged_error],
    [0, 0, 9 / 7],
  );
});

test('what had nothing in its last 14 full days has no forecast', async (t) => {
  const stopped = (days: number) =>
    forecast('opened_forecast', alternating, at(140 + days, '12:00'));
  t.true((await stopped(7)).length > 0);
  t.deepEqual(await stopped(21), []);
});
test('without history to try it on, a forecast gives no interval', says, {
  metric: 'opened_forecast',
  given: alternating.slice(0, 12),
  through: at(30, '12:00'),
  cut: { from: '2026-01-05', to: '2026-02-03', period: 'day' },
  expect: many(28, () => ({ low_count: null, skill: null })),
});

// All of them -----------------------------------------------------------------------------------

for (const metric of metricDefinitions()) {
  test(`${metric.name} binds for every cut it offers, with the columns it promises`, async (t) => {
    const warehouse = await warehouseOf([resolved(), accepted(1)], later);
    const expected = ['period', 'segment', ...metric.columns.map(({ name }) => name)];
    for (const period of ['none', ...metric.periods]) {
      for (const segment of ['all', ...metric.segments]) {
        const plan = await warehouse.connection.run(`explain ${metric.sql}`, {
          ...january,
          ...anyTicket,
          period,
          segment,
        });
        t.true((await plan.getRows()).length > 0);
      }
    }
    const byFile = await warehouse.connection.runAndReadAll(metric.sql, {
      ...january,
      ...anyTicket,
      period: 'month',
      segment: 'all',
    });
    t.deepEqual(byFile.columnNames(), expected);
    const byMacro = await warehouse.connection.runAndReadAll(
      `from ${metric.name}(date '2026-01-01', date '2026-01-31', by_period := 'month')`,
    );
    t.deepEqual(
      byMacro.getRowsJson(),
      byFile.getRowsJson(),
      'SQL by hand gives the dashboard’s number',
    );
    warehouse.close();
  });
}

test('on a warehouse without tickets every metric answers, and none divides by zero', async (t) => {
  const warehouse = await warehouseOf([], at(0, '12:00'));
  for (const { name } of metricDefinitions()) {
    for (const row of await rowsOfMetric(warehouse, name, january)) {
      const numbers = Object.entries(row).filter(([, value]) => typeof value === 'number');
      t.deepEqual(
        numbers.filter(([, value]) => value !== 0),
        [],
        name,
      );
    }
  }
  warehouse.close();
});

test('a day without daylight saving has 23 hours in the calendar', async (t) => {
  const warehouse = await warehouseOf([], at(0, '12:00'), 'Europe/Paris');
  const rows = await warehouse.rows(`
    select calendar_date::varchar as date, date_diff('hour', starts_at, ends_at)::integer as hours
    from calendar
    where calendar_date in ('2026-03-29', '2026-10-25', '2026-10-26')
    order by calendar_date`);
  warehouse.close();
  t.deepEqual(rows, [
    { date: '2026-03-29', hours: 23 },
    { date: '2026-10-25', hours: 25 },
    { date: '2026-10-26', hours: 24 },
  ]);
});

test('a ticket opened late in the evening belongs to the business date of the zone', async (t) => {
  const ticket = opened(0, '23:30');
  const warehouse = await warehouseOf([ticket], at(2, '12:00'), 'Europe/Paris');
  const rows = await warehouse.rows('select opened_date::varchar as date from tickets');
  warehouse.close();
  t.deepEqual(rows, [{ date: '2026-01-06' }]);
  t.is(ticket.state.openedAt, at(0, '00:00') + 23.5 * hour);
});

const header = `-- title: T
-- title_fr: T
-- question: Q
-- question_fr: Q ?
-- grain: G
-- grain_fr: G
-- unit: U
-- unit_fr: U
-- exclusions: E
-- exclusions_fr: E
-- owner: O
-- owner_fr: O
-- measure: n
-- by: month
-- columns:
--   n: a number
--   share: n / all
-- columns_fr:
--   n: un nombre
--   share: n / tous
`;
const statement =
  '\n-- counted\nselect * from tickets\n\n-- figure\nselect period, segment, count(*) as n from counted group by all\n\n-- rows\nselect ticket_id from counted';

test('a metric file says what is read in both languages, and a column over several lines', (t) => {
  const variants = '-- variants: V,\n--   W\n-- variants_fr: V\n';
  const text = header
    .replace('un nombre', 'un\n--     nombre')
    .replace('-- columns:', `${variants}$&`);
  const metric = parseMetric('x.sql', `${text}${statement}`);
  t.deepEqual(metric.question, { en: 'Q', fr: 'Q ?' });
  t.deepEqual(metric.variants, { en: 'V, W', fr: 'V' });
  t.deepEqual(metric.columns[0], {
    name: 'n',
    description: { en: 'a number', fr: 'un nombre' },
  });
});

const refuses = test.macro((t, text: string, message: RegExp) => {
  t.throws(() => parseMetric('x.sql', text), { message });
});

test(
  'a metric file without an owner is refused',
  refuses,
  `${header.replace('-- owner: O\n', '')}${statement}`,
  /x\.sql: the header lacks 'owner'/,
);
for (const field of ['title', 'question', 'grain', 'unit', 'exclusions', 'owner', 'columns']) {
  test(
    `a metric file without ${field} in French is refused`,
    refuses,
    `${header.replace(new RegExp(`-- ${field}_fr:.*\\n(--   .*\\n)*`), '')}${statement}`,
    new RegExp(`x\\.sql: the header lacks '${field}_fr'`),
  );
}
test(
  'a metric file with variants in English alone is refused',
  refuses,
  `-- variants: V\n${header}${statement}`,
  /x\.sql: the header lacks 'variants_fr'/,
);
test(
  'a metric file with variants in French alone is refused',
  refuses,
  `-- variants_fr: V\n${header}${statement}`,
  /x\.sql: the header lacks 'variants'/,
);
test(
  'a metric file that lacks a column in French is refused by its name',
  refuses,
  `${header.replace('--   share: n / tous\n', '')}${statement}`,
  /x\.sql: columns_fr lacks 'share'/,
);
test(
  'a metric file with its French columns in another order is refused',
  refuses,
  `${header.replace(/(-- {3}n: un nombre\n)(.*\n)/, '$2$1')}${statement}`,
  /x\.sql: columns_fr lacks 'n', or has it in another place/,
);
test(
  'a metric file with a column in French alone is refused by its name',
  refuses,
  `${header}--   mean: une moyenne\n${statement}`,
  /x\.sql: columns_fr has 'mean', which columns lacks/,
);
test(
  'a metric file with an unknown field is refused by line',
  refuses,
  `-- titel: T\n${header}`,
  /x\.sql:1: expected/,
);
test(
  'a metric whose measure is not a column is refused',
  refuses,
  `${header.replace('measure: n', 'measure: m')}${statement}`,
  /the measure 'm' is not among the columns/,
);
