import type { AnyOperation } from '../http/operation.ts';
import { accessOf, type OperationId } from './policy.ts';
import type { Scope } from './sign_in/contract.ts';

type Subject = 'tickets' | 'knowledge' | 'people' | 'analytics';

/** What an API token must be for, by what an operation is filed under: to read it, or to change it. */
const subjects: Readonly<Record<string, Subject>> = {
  Tickets: 'tickets',
  Commands: 'tickets',
  Problems: 'tickets',
  'Configuration items': 'tickets',
  'Remote help': 'tickets',
  Processes: 'tickets',
  'People and processes': 'people',
  People: 'people',
  'Sign-in': 'people',
  Knowledge: 'knowledge',
  Analytics: 'analytics',
};

/** Those that change nothing though they are sent as if they did, and those of a subject of their own. */
const exceptions: Partial<Record<OperationId, Scope>> = {
  querySql: 'analytics:read',
  compileChart: 'analytics:read',
  previewArticle: 'knowledge:read',
  suggestArticles: 'knowledge:read',
  receiveMail: 'mail',
};

/** Who is told who they are by any token: without it a program does not know what it may do. */
const ofAnyToken: ReadonlySet<string> = new Set<OperationId>(['getMe']);

/**
 * What an API token must be for to use an operation; null where any will do. What only administrators
 * may is `admin`, whatever it is filed under; what nobody has filed is, too.
 */
export function scopeOf({
  id,
  tag,
  method,
}: Pick<AnyOperation, 'id' | 'tag' | 'method'>): Scope | null {
  const access = accessOf(id);
  if (access === 'public' || ofAnyToken.has(id)) return null;
  const exception = exceptions[id];
  if (exception) return exception;
  const subject = subjects[tag];
  const isAdministrators = access.every((role) => role === 'administrator');
  if (tag === 'SCIM') return 'scim';
  if (isAdministrators || subject === undefined) return 'admin';
  return `${subject}:${method === 'get' ? 'read' : 'write'}`;
}

/** Whether a token for `given` may use it; to change something is not to read it, nor the reverse. */
export function isInScope(
  operation: Pick<AnyOperation, 'id' | 'tag' | 'method'>,
  given: readonly string[],
): boolean {
  const scope = scopeOf(operation);
  return scope === null || given.includes(scope) || given.includes('everything');
}
