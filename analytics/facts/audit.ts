import type { Cell, Pseudonym, Row } from './rows.ts';

export const auditTables = ['audit_entries'] as const;

export type AuditFacts = Record<(typeof auditTables)[number], Row[]>;

/** An entry of the audit as the desk's database has it; the instant in milliseconds UTC. */
export interface SourceAuditEntry {
  position: number;
  at: number;
  kind: string;
  program: string;
  accountId: string | null;
  credential: 'session' | 'token' | null;
  objectKind: string;
  objectId: string;
  /** Null where nothing was said, and once it was erased. */
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

/** What the warehouse says of an entry: nothing of it tells who somebody is. */
export function auditFacts(entry: SourceAuditEntry, pseudonym: Pseudonym): AuditFacts {
  const { accountId, objectKind, objectId, before, after } = entry;
  const person = objectKind === 'account' ? objectId : null;
  return {
    audit_entries: [
      {
        audit_position: entry.position,
        recorded_at: entry.at,
        kind: entry.kind,
        outcome: entry.kind === 'sign_in_failed' ? 'refused' : 'done',
        program: entry.program,
        credential: entry.credential,
        actor_hash: accountId === null ? null : pseudonym(accountId),
        object_kind: objectKind,
        object_id: namedObjects.has(objectKind) ? objectId : null,
        object_hash: person === null ? null : pseudonym(person),
        is_own: person !== null && person === accountId,
        changed_fields: namesOf(before, after),
        before_values: toldOf(entry.kind, before),
        after_values: toldOf(entry.kind, after),
      },
    ],
  };
}

/** Things whose ids tell of nobody. What is not here has none: it may belong to somebody. */
export const namedObjects: ReadonlySet<string> = new Set([
  'group',
  'setting',
  'webhook',
  'macro',
  'process',
  'calendar',
  'warehouse',
  'dashboard',
  'mailing',
  'mailbox',
  'ticket',
  'device',
  'customer',
  'desk',
]);

/** Fields whose values tell of nobody, by the kind of the entry. Of all others only the name is told. */
const toldFields: Readonly<Record<string, readonly string[]>> = {
  sign_in: ['method', 'factor', 'isEnrolling'],
  sign_in_failed: ['method', 'factor'],
  sign_in_link_made: ['purpose'],
  sign_in_link_used: ['purpose'],
  password_changed: ['sessionsEnded'],
  second_factor_added: ['factor'],
  second_factor_removed: ['factor', 'totp', 'passkeys'],
  token_created: ['scopes', 'days'],
  account_created: ['roles'],
  roles_changed: ['roles'],
  accounts_imported: ['created', 'changed'],
  membership_changed: ['process', 'group', 'groups', 'capacity', 'skills', 'shift'],
  group_claims_changed: ['role', 'process', 'group', 'capacity'],
  setting_changed: [
    'ticket_texts',
    'attachments',
    'help_searches',
    'audit',
    'secondFactorRoles',
    'locale',
    'zone',
    'isSetUp',
  ],
  item_created: ['kind', 'status'],
  item_changed: ['kind', 'status'],
  items_imported: ['created', 'changed'],
  webhook_created: ['isEnabled', 'texts'],
  webhook_changed: ['isEnabled', 'texts'],
  process_shipped: ['version'],
  calendar_shipped: ['version'],
  export: ['format', 'rowCount'],
  mailing_created: ['dashboard', 'every'],
  repair: ['finding', 'isRepaired', 'restoredCount', 'againCount'],
  erasure: ['otherTexts', 'isAgain'],
  retention: ['count', 'days'],
};

function namesOf(...sides: SourceAuditEntry['before'][]): string | null {
  const names = new Set(sides.flatMap((side) => Object.keys(side ?? {})));
  return names.size === 0 ? null : [...names].sort().join(', ');
}

function toldOf(kind: string, side: SourceAuditEntry['before']): Cell {
  const told = (toldFields[kind] ?? []).flatMap((name) => {
    const value = side?.[name];
    return isTold(value) ? [[name, value] as const] : [];
  });
  return told.length === 0 ? null : JSON.stringify(Object.fromEntries(told));
}

/** A word of the desk's own: no name of a person and no address is one. */
const word = /^[a-z][\w:/-]{0,79}$/i;

function isTold(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string' && word.test(one));
  if (typeof value === 'string') return word.test(value);
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}
