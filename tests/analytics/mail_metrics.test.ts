import test from 'ava';
import { getMetric } from '../../analytics/catalogue.ts';
import { type MailFacts, mailFacts, type SourceMail } from '../../analytics/facts/mails.ts';
import {
  type OutgoingMailFacts,
  outgoingMailFacts,
  type SourceOutgoingMail,
} from '../../analytics/facts/mails_out.ts';
import { readMetricArgs } from '../../analytics/metric_args.ts';
import { at } from '../domain/desk.ts';
import { type Cut, inColumnsOf, rowsOfMetric, warehouseOf, zone } from './given.ts';

const january: Cut = { from: '2026-01-01', to: '2026-01-31' };
const through = at(17, '12:00');
const minute = 60_000;
const pseudonym = (id: string) => `~${id}`;

interface Case {
  metric: string;
  given: (MailFacts | OutgoingMailFacts)[];
  cut?: Partial<Cut>;
  expect: Record<string, unknown>[];
}

/** Rows are compared in the columns that `expect` names. */
const says = test.macro(async (t, { metric, given, cut, expect }: Case) => {
  const warehouse = await warehouseOf([], through, zone, [], [], [], given);
  const rows = await rowsOfMetric(warehouse, metric, { ...january, ...cut });
  warehouse.close();
  t.deepEqual(inColumnsOf(expect, rows), expect);
});

let mailId = 0;

/** A message of day 0 at nine that the desk had a minute later, and that opened a ticket after another. */
function mail(fields: Partial<SourceMail> = {}): MailFacts {
  mailId += 1;
  const { deliveredAt = at(0, '09:00'), fate = 'ticket' } = fields;
  const storedAt = fields.storedAt ?? deliveredAt + minute;
  return mailFacts(
    {
      mailId,
      mailboxId: 'mbx-support',
      arrivedAt: Math.min(deliveredAt, storedAt),
      deliveredAt,
      storedAt,
      judgedAt: fate === null ? null : storedAt + minute,
      wasThereBefore: false,
      sizeBytes: 2_000,
      fate,
      reason: null,
      ticketId: null,
      senderId: null,
      replayCount: 0,
      firstMailId: null,
      ...fields,
    },
    pseudonym,
  );
}

const judgedAfter = (minutes: number, fields: Partial<SourceMail> = {}) =>
  mail({
    deliveredAt: at(0, '09:00'),
    storedAt: at(0, '09:00') + minute,
    judgedAt: at(0, '09:00') + minutes * minute,
    ...fields,
  });
const parked = (reason: string, fields: Partial<SourceMail> = {}) =>
  mail({ fate: 'parked', reason, ...fields });

// What came in ----------------------------------------------------------------------------------

const everyFate = [
  'ticket',
  'message',
  'note',
  'follow_up',
  'parked',
  'refused',
  'bounce',
  'duplicate',
  'skipped',
  null,
];

test('each message counts once, under the one thing that became of it', says, {
  metric: 'mail_intake',
  given: [...everyFate, 'ticket'].map((fate) => mail({ fate })),
  expect: [
    {
      segment: 'all',
      mail_count: 11,
      ticket_count: 2,
      message_count: 1,
      note_count: 1,
      follow_up_count: 1,
      parked_count: 1,
      refused_count: 1,
      bounce_count: 1,
      duplicate_count: 1,
      skipped_count: 1,
      waiting_count: 1,
    },
  ],
});

test('messages are told apart by mailbox, and a day without any has a row', says, {
  metric: 'mail_intake',
  given: [
    mail({ senderId: 'acc-camille' }),
    mail({ senderId: 'acc-camille' }),
    mail({ mailboxId: 'mbx-security', deliveredAt: at(2, '09:00') }),
  ],
  cut: { from: '2026-01-05', to: '2026-01-07', period: 'day', segment: 'mailbox' },
  expect: [
    { period: '2026-01-05', segment: 'mbx-security', mail_count: 0, sender_count: 0 },
    { period: '2026-01-05', segment: 'mbx-support', mail_count: 2, sender_count: 1 },
    { period: '2026-01-06', segment: 'mbx-security', mail_count: 0, sender_count: 0 },
    { period: '2026-01-06', segment: 'mbx-support', mail_count: 0, sender_count: 0 },
    { period: '2026-01-07', segment: 'mbx-security', mail_count: 1, sender_count: 0 },
    { period: '2026-01-07', segment: 'mbx-support', mail_count: 0, sender_count: 0 },
  ],
});

test('what a server’s fast clock dates tomorrow came today', says, {
  metric: 'mail_intake',
  given: [mail({ deliveredAt: at(17, '23:59') + minute, storedAt: at(17, '11:00') })],
  cut: { from: '2026-01-22', period: 'day' },
  expect: [{ period: '2026-01-22', mail_count: 1 }],
});

test('a message of the last century, or of the next, is in no period and breaks none', says, {
  metric: 'mail_intake',
  given: [mail(), mail({ deliveredAt: 0, storedAt: 0 }), mail({ deliveredAt: 4e12 })],
  expect: [{ mail_count: 1 }],
});

// How long it took ------------------------------------------------------------------------------

test('half waited longer than the median, one in ten longer than p90', says, {
  metric: 'mail_lag',
  given: [1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 60].map((minutes) => judgedAfter(minutes)),
  expect: [
    {
      judged_count: 11,
      median_minutes: 6,
      p90_minutes: 19,
      slowest_minutes: 60,
      median_desk_minutes: 5,
      waiting_count: 0,
      oldest_waiting_minutes: null,
      replayed_count: 0,
    },
  ],
});

test('what waits is counted with how long the oldest has waited', says, {
  metric: 'mail_lag',
  given: [
    mail({ fate: null, deliveredAt: through - 30 * minute }),
    mail({ fate: null, deliveredAt: through - 5 * minute }),
    // It came while the data were read.
    mail({ fate: null, deliveredAt: through + minute }),
  ],
  cut: { segment: 'fate' },
  expect: [{ segment: 'waiting', judged_count: 0, waiting_count: 3, oldest_waiting_minutes: 30 }],
});

test('what lay there before, came twice or was judged again says nothing of the delay', says, {
  metric: 'mail_lag',
  given: [
    judgedAfter(4),
    judgedAfter(9_000, { wasThereBefore: true }),
    judgedAfter(0, { fate: 'duplicate' }),
    judgedAfter(9_000, { fate: 'skipped' }),
    judgedAfter(9_000, { replayCount: 1 }),
    mail({ fate: null, replayCount: 1 }),
  ],
  expect: [
    {
      judged_count: 1,
      slowest_minutes: 4,
      waiting_count: 1,
      oldest_waiting_minutes: null,
      replayed_count: 2,
    },
  ],
});

test('a server’s clock an hour fast makes no delay of less than nothing', says, {
  metric: 'mail_lag',
  given: [mail({ deliveredAt: at(0, '10:00'), storedAt: at(0, '09:00') })],
  expect: [{ median_minutes: 1, median_desk_minutes: 1 }],
});

// What was set aside ----------------------------------------------------------------------------

test('each reason has its share of all mail, those with most first', says, {
  metric: 'mail_parked',
  given: [
    mail(),
    mail({ fate: 'message' }),
    mail({ fate: 'refused', reason: 'sender_forged' }),
    parked('out_of_office'),
    parked('bulk'),
    parked('bulk', { replayCount: 1 }),
    parked('bulk'),
    mail({ fate: 'bounce' }),
    mail({ fate: 'duplicate' }),
    mail({ fate: 'skipped' }),
    mail({ fate: null }),
  ],
  cut: { segment: 'mail_reason' },
  expect: [
    {
      segment: 'bulk',
      parked_count: 3,
      mail_count: 8,
      parked_share: 0.375,
      refused_count: 0,
      replayed_count: 1,
    },
    {
      segment: 'out_of_office',
      parked_count: 1,
      mail_count: 8,
      parked_share: 0.125,
      refused_count: 0,
      replayed_count: 0,
    },
    {
      segment: 'sender_forged',
      parked_count: 0,
      mail_count: 8,
      parked_share: 0,
      refused_count: 1,
      replayed_count: 0,
    },
  ],
});

test('by mailbox the share is of that mailbox’s mail', says, {
  metric: 'mail_parked',
  given: [mail(), parked('bulk'), mail({ mailboxId: 'mbx-other' })],
  cut: { segment: 'mailbox' },
  expect: [
    { segment: 'mbx-support', parked_count: 1, mail_count: 2, parked_share: 0.5 },
    { segment: 'mbx-other', parked_count: 0, mail_count: 1, parked_share: 0 },
  ],
});

// What came again -------------------------------------------------------------------------------

const first = mail();
const again = (fields: Partial<SourceMail> = {}) =>
  mail({ fate: 'duplicate', firstMailId: Number(first.mails[0]?.mail_id), ...fields });

test('deliveries of what had come before are counted, and which had come elsewhere', says, {
  metric: 'mail_duplicates',
  given: [first, again(), again({ mailboxId: 'mbx-other' }), mail(), mail({ fate: 'skipped' })],
  expect: [
    {
      delivery_count: 4,
      duplicate_count: 2,
      duplicate_share: 0.5,
      repeated_count: 1,
      elsewhere_count: 1,
    },
  ],
});

// What goes out ---------------------------------------------------------------------------------

/** A mail about a ticket that was due on day 0 at nine, and went five minutes later. */
function sent(fields: Partial<SourceOutgoingMail> = {}): OutgoingMailFacts {
  mailId += 1;
  const { state = 'sent', dueAt = at(0, '09:00') } = fields;
  return outgoingMailFacts(
    {
      mailId,
      kind: 'ticket',
      reasons: ['answered'],
      newsCount: 1,
      mailboxId: 'mbx-support',
      ticketId: 'tkt-1',
      accountId: 'acc-camille',
      state,
      reason: null,
      createdAt: dueAt,
      dueAt,
      sentAt: state === 'sent' || state === 'bounced' ? dueAt + 5 * minute : null,
      bouncedAt: null,
      bounceStatus: null,
      attempts: 1,
      isMaybeSentTwice: false,
      ...fields,
    },
    pseudonym,
  );
}

test('what was due is sent, waits, is refused or needed no more; what came back was sent', says, {
  metric: 'mail_sent',
  given: [
    sent(),
    sent({ sentAt: at(0, '09:15'), attempts: 3, isMaybeSentTwice: true }),
    sent({ sentAt: at(0, '08:59') }),
    sent({ state: 'bounced' }),
    sent({ state: 'refused' }),
    sent({ state: 'not_needed' }),
    sent({ state: 'waiting', dueAt: through - 30 * minute }),
    // Due after the end of the data.
    sent({ state: 'waiting', dueAt: through + minute }),
  ],
  expect: [
    {
      segment: 'all',
      mail_count: 7,
      sent_count: 4,
      waiting_count: 1,
      refused_count: 1,
      not_needed_count: 1,
      bounced_count: 1,
      bounced_share: 0.25,
      median_minutes: 5,
      slowest_minutes: 15,
      oldest_waiting_minutes: 30,
      retried_count: 1,
      maybe_twice_count: 1,
    },
  ],
});

test('mails that go by the desk’s own address are of no mailbox', says, {
  metric: 'mail_sent',
  given: [sent(), sent({ mailboxId: null, kind: 'digest', ticketId: null })],
  cut: { segment: 'mailbox' },
  expect: [
    { segment: '(none)', sent_count: 1, bounced_share: 0 },
    { segment: 'mbx-support', sent_count: 1, bounced_share: 0 },
  ],
});

// Filters ---------------------------------------------------------------------------------------

for (const name of [
  'mail_intake',
  'mail_lag',
  'mail_parked',
  'mail_duplicates',
  'mail_sent',
  'sign_ins',
]) {
  test(`${name} has no group and no priority, and says so to whoever asks for one`, (t) => {
    const metric = getMetric(name);
    for (const filter of [{ group: 'network' }, { priority: 'p1' }]) {
      const message = new RegExp(`expected nothing: what ${name} counts has no group`);
      t.throws(() => readMetricArgs(metric, filter, null), { message });
    }
    t.notThrows(() => readMetricArgs(metric, {}, null));
    t.throws(() => readMetricArgs(metric, { by: 'category' }, null), { message: /by 'category'/ });
  });
}

test('what is of groups is narrowed to one as before', (t) => {
  t.is(readMetricArgs(getMetric('backlog'), { group: 'network' }, null).group, 'network');
});
