import test from 'ava';
import { type AuditFacts, auditFacts, type SourceAuditEntry } from '../../analytics/facts/audit.ts';
import { at } from '../domain/desk.ts';
import { type Cut, inColumnsOf, rowsOfMetric, warehouseOf, zone } from './given.ts';

const january: Cut = { from: '2026-01-01', to: '2026-01-31' };
const later = at(17, '12:00');
const pseudonym = (id: string) => `~${id}`;

interface Case {
  metric: string;
  given: AuditFacts[];
  cut?: Partial<Cut>;
  expect: Record<string, unknown>[];
}

/** Rows are compared in the columns that `expect` names. */
const says = test.macro(async (t, { metric, given, cut, expect }: Case) => {
  const warehouse = await warehouseOf([], later, zone, [], [], given);
  const rows = await rowsOfMetric(warehouse, metric, { ...january, ...cut });
  warehouse.close();
  t.deepEqual(inColumnsOf(expect, rows), expect);
});

let position = 0;

/** An entry of day 0 at nine, done to Camille's account in a browser by nobody known. */
function entry(told: Partial<SourceAuditEntry>): AuditFacts {
  position += 1;
  return auditFacts(
    {
      position,
      at: at(0, '09:00'),
      kind: 'sign_in',
      program: 'api',
      accountId: null,
      credential: null,
      objectKind: 'account',
      objectId: 'acc-camille',
      before: null,
      after: null,
      ...told,
    },
    pseudonym,
  );
}

const signIn = (method: string, told: Partial<SourceAuditEntry> = {}) =>
  entry({ after: { method }, ...told });
const refusal = (method: string, told: Partial<SourceAuditEntry> = {}) =>
  signIn(method, { kind: 'sign_in_failed', ...told });

// Sign-ins ---------------------------------------------------------------------------------------

test('refused sign-ins are counted by day, beside those that succeeded', says, {
  metric: 'sign_ins',
  given: [
    refusal('password'),
    refusal('password', { objectId: 'acc-paul' }),
    refusal('password', { at: at(0, '10:00') }),
    refusal('password', { objectKind: 'desk', objectId: 'desk' }),
    signIn('password'),
    refusal('passkey', { at: at(2, '09:00') }),
  ],
  cut: { to: '2026-01-07', period: 'day' },
  expect: [
    ...['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'].map((period) => ({
      period,
      refused_count: 0,
      unknown_count: 0,
      tried_people_count: 0,
      done_count: 0,
      refused_share: null,
    })),
    {
      period: '2026-01-05',
      refused_count: 4,
      unknown_count: 1,
      tried_people_count: 2,
      done_count: 1,
      refused_share: 0.8,
    },
    {
      period: '2026-01-06',
      refused_count: 0,
      unknown_count: 0,
      tried_people_count: 0,
      done_count: 0,
      refused_share: null,
    },
    {
      period: '2026-01-07',
      refused_count: 1,
      unknown_count: 0,
      tried_people_count: 1,
      done_count: 0,
      refused_share: 1,
    },
  ],
});

test('sign-ins are told apart by their method, of erased people by none', says, {
  metric: 'sign_ins',
  given: [signIn('oidc'), refusal('password'), refusal('password', { after: null })],
  cut: { segment: 'method' },
  expect: [
    { segment: '(none)', refused_count: 1, done_count: 0 },
    { segment: 'oidc', refused_count: 0, done_count: 1 },
    { segment: 'password', refused_count: 1, done_count: 0 },
  ],
});

// Rights -----------------------------------------------------------------------------------------

const change = (kind: string, told: Partial<SourceAuditEntry> = {}) =>
  entry({ kind, accountId: 'acc-odile', credential: 'session', ...told });

test('changes of rights are counted by kind, and what changes no right is not', says, {
  metric: 'rights_changes',
  given: [
    change('roles_changed'),
    change('roles_changed', { objectId: 'acc-paul' }),
    change('membership_changed', { accountId: null, program: 'scim' }),
    change('token_created'),
    change('account_changed'),
    change('account_created'),
    change('password_changed'),
    change('group_claims_changed', { objectKind: 'group', objectId: 'map-1' }),
  ],
  cut: { segment: 'kind' },
  expect: [
    { segment: 'group_claims_changed', change_count: 1, people_count: 0, unasked_count: 0 },
    { segment: 'membership_changed', change_count: 1, people_count: 1, unasked_count: 1 },
    { segment: 'roles_changed', change_count: 2, people_count: 2, unasked_count: 0 },
    { segment: 'token_created', change_count: 1, people_count: 1, unasked_count: 0 },
  ],
});

test('of all kinds together each person counts once', says, {
  metric: 'rights_changes',
  given: [change('roles_changed'), change('account_closed'), change('account_reopened')],
  expect: [{ segment: 'all', change_count: 3, people_count: 1, unasked_count: 0 }],
});
