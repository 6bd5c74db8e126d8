import test from 'ava';
import fc from 'fast-check';
import { isWorkingAt } from '../../workflows/domain/calendar.ts';
import { dayMs, hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { mailRhythms } from '../../workflows/domain/notification_words.ts';
import { agentReasons, requesterReasons } from '../../workflows/domain/recipients.ts';
import {
  decideNotification,
  type NotificationCircumstances,
} from '../../workflows/processes/notifications/decide.ts';
import {
  compileOwnHours,
  nextDigestAt,
  type OwnHours,
} from '../../workflows/processes/notifications/digest_times.ts';
import { daily, defaultRule, ruleFor } from '../../workflows/processes/notifications/rules.ts';

const iso = (at: number) => new Date(at).toISOString();
const at = (text: string) => Date.parse(text);
const paris = 'Europe/Paris';
const eight = { day: 'monday', at: '08:00' } as const;

const digests = test.macro({
  title: (name) => String(name),
  exec(t, rhythm: 'hourly' | 'daily' | 'weekly', time: string, after: string, due: string) {
    const found = nextDigestAt(rhythm, { day: 'monday', at: time as '08:00' }, paris, at(after));
    t.is(iso(found), due);
  },
});

test(
  'a digest of the hour comes with the next full hour',
  digests,
  'hourly',
  '08:00',
  '2026-11-30T10:00:00Z',
  '2026-11-30T11:00:00.000Z',
);
test(
  'a digest of the day comes at its time of the recipient’s day',
  digests,
  'daily',
  '08:00',
  '2026-11-30T06:59:59Z',
  '2026-11-30T07:00:00.000Z',
);
test(
  'what comes at the time of the digest is in the next one',
  digests,
  'daily',
  '08:00',
  '2026-11-30T07:00:00Z',
  '2026-12-01T07:00:00.000Z',
);
test(
  'a digest of the week comes on its day',
  digests,
  'weekly',
  '08:00',
  '2026-11-30T07:00:00Z',
  '2026-12-07T07:00:00.000Z',
);
test(
  'a time that the change of clocks leaves out is the first one after it',
  digests,
  'daily',
  '02:30',
  '2027-03-28T00:00:00Z',
  '2027-03-28T01:00:00.000Z',
);
test(
  'of a time that comes twice the first counts',
  digests,
  'daily',
  '02:30',
  '2026-10-24T22:30:00Z',
  '2026-10-25T00:30:00.000Z',
);
test(
  'where its time has come once it does not come a second time that night',
  digests,
  'daily',
  '02:30',
  '2026-10-25T00:30:00Z',
  '2026-10-26T01:30:00.000Z',
);

test('a digest of the day comes once each day, whatever clocks do', (t) => {
  for (const zone of ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
    let due = at('2026-03-01T00:00:00Z');
    const days = new Set<string>();
    for (let count = 0; count < 365; count += 1) {
      due = nextDigestAt('daily', { day: 'monday', at: '02:15' }, zone, due);
      days.add(new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(due));
    }
    t.is(days.size, 365, zone);
  }
});

const week: OwnHours = {
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '09:00',
  to: '17:00',
};

function circumstances(more: Partial<NotificationCircumstances> = {}): NotificationCircumstances {
  const { side = 'agents', reason = 'mentioned' } = more;
  return {
    side,
    reason,
    isMostUrgent: false,
    at: at('2026-11-30T10:00:00Z'),
    rule: defaultRule(side, reason),
    choice: undefined,
    isMuted: false,
    isAccountOpen: true,
    hasAddress: true,
    isStopped: false,
    hasMailServer: true,
    zone: paris,
    digestTime: eight,
    ownHours: undefined,
    groupHours: undefined,
    gatherMs: minuteMs / 2,
    ...more,
  };
}

const dueOf = (more: Partial<NotificationCircumstances>) => {
  const { mail } = decideNotification(circumstances(more));
  return mail.outcome === 'waiting' ? iso(mail.dueAt) : mail.outcome;
};

test('news waits half a minute for more of its ticket; an alarm, and what is critical, does not', (t) => {
  t.is(dueOf({}), '2026-11-30T10:00:30.000Z');
  t.is(dueOf({ reason: 'escalated' }), '2026-11-30T10:00:00.000Z');
  t.is(dueOf({ isMostUrgent: true }), '2026-11-30T10:00:00.000Z');
  const answered = { side: 'requesters', reason: 'answered', isMostUrgent: true } as const;
  t.is(dueOf(answered), '2026-11-30T10:00:30.000Z', 'an answer and what it solves are one mail');
});

test('mail waits for the hours of its reader, but for an alarm', (t) => {
  const evening = at('2026-12-04T18:00:00Z');
  const ownHours = compileOwnHours(week, paris, evening);
  t.is(dueOf({ at: evening, ownHours }), '2026-12-07T08:00:00.000Z', 'on Monday');
  t.is(dueOf({ at: evening, ownHours, reason: 'escalated' }), iso(evening));
});

test('a night of work begins on its day and ends in the morning', (t) => {
  const night: OwnHours = { days: ['sunday'], from: '22:00', to: '06:00' };
  const hours = compileOwnHours(night, paris, at('2026-11-27T12:00:00Z'));
  t.true(isWorkingAt(hours, at('2026-11-29T22:00:00Z')));
  t.true(isWorkingAt(hours, at('2026-11-30T04:59:00Z')), 'on Monday before six');
  t.false(isWorkingAt(hours, at('2026-11-30T05:00:00Z')));
  t.false(isWorkingAt(hours, at('2026-11-28T22:00:00Z')));
});

test('the process’s digest comes at its time, a chosen one at one’s own', (t) => {
  const rule = ruleFor({ agents: { followed: { mail: daily('17:30') } } }, 'agents', 'followed');
  const followed = { reason: 'followed', rule } as const;
  t.is(dueOf(followed), '2026-11-30T16:30:00.000Z');
  t.is(dueOf({ ...followed, choice: { mail: 'daily' } }), '2026-12-01T07:00:00.000Z');
  t.is(dueOf({ ...followed, choice: { mail: 'at_once' } }), '2026-11-30T10:00:30.000Z');
  t.is(dueOf({ ...followed, choice: { mail: 'never' } }), 'choice');
  const fixed = { ...followed, rule: { ...rule, isFixed: true } };
  t.is(dueOf({ ...fixed, choice: { mail: 'never' } }), '2026-11-30T16:30:00.000Z');
});

test('a digest chosen of an alarm counts for nothing', (t) => {
  t.is(dueOf({ reason: 'escalated', choice: { mail: 'weekly' } }), '2026-11-30T10:00:00.000Z');
});

test('what is not mailed says why', (t) => {
  t.is(dueOf({ reason: 'requester_wrote' }), 'rule');
  t.is(dueOf({ isMuted: true }), 'muted');
  t.is(dueOf({ isAccountOpen: false }), 'account_closed');
  t.is(dueOf({ hasAddress: false }), 'no_address');
  t.is(dueOf({ isStopped: true }), 'address_bounces');
  t.is(dueOf({ hasMailServer: false }), 'no_server');
});

test('however it is told, a notification is mailed once or says why not, and never before it may be told', (t) => {
  const drawn = fc.record({
    told: fc.oneof(
      fc.constantFrom(...agentReasons).map((reason) => ({ side: 'agents' as const, reason })),
      fc
        .constantFrom(...requesterReasons)
        .map((reason) => ({ side: 'requesters' as const, reason })),
    ),
    isMostUrgent: fc.boolean(),
    afterMs: fc.integer({ min: 0, max: 400 * dayMs }),
    choice: fc.option(
      fc.record(
        { bell: fc.boolean(), desktop: fc.boolean(), mail: fc.constantFrom(...mailRhythms) },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
    hasHours: fc.boolean(),
    isMuted: fc.boolean(),
    hasAddress: fc.boolean(),
    zone: fc.constantFrom(paris, 'America/New_York', 'Asia/Kolkata'),
  });
  fc.assert(
    fc.property(drawn, ({ told, afterMs, hasHours, ...more }) => {
      const start = at('2026-01-01T00:00:00Z') + afterMs;
      const ownHours = hasHours ? compileOwnHours(week, more.zone, start) : undefined;
      const one = circumstances({ ...told, ...more, at: start, ownHours });
      const { mail, isToWebhooks } = decideNotification(one);
      t.false(isToWebhooks);
      t.deepEqual(decideNotification(one).mail, mail, 'decided again it is the same');
      if (mail.outcome !== 'waiting') return;
      t.false(more.isMuted);
      t.true(mail.dueAt >= start && mail.dueAt <= start + 12 * dayMs);
      if (mail.digest === 'hourly' && !ownHours) t.true(mail.dueAt <= start + hourMs);
      const waitsForHours = ownHours && one.rule.hours === 'recipient';
      if (waitsForHours) t.true(isWorkingAt(ownHours, mail.dueAt));
    }),
    { numRuns: 500 },
  );
  t.pass();
});
