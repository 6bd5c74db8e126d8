import type { Rules } from './domain/process.ts';

const keptMax = 200;

/**
 * Processes and calendars by what they say. All workflows of a worker share this module, and nothing
 * can tell: who asks for a value gets an equal one, and nobody can change it.
 */
const kept = new Map<string, object>();

/** Equal rules that thousands of cached tickets share. */
export function sharedRules({ process, calendars }: Rules): Rules {
  const entries = Object.entries(calendars).map(([id, calendar]) => [id, shared(calendar)]);
  return { process: shared(process), calendars: Object.fromEntries(entries) };
}

function shared<T extends object>(value: T): T {
  const text = JSON.stringify(value);
  const known = kept.get(text);
  if (known) return known as T;
  freeze(value);
  kept.set(text, value);
  const [oldest = ''] = kept.keys();
  if (kept.size > keptMax) kept.delete(oldest);
  return value;
}

function freeze(value: object): void {
  Object.freeze(value);
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freeze(part);
  }
}
