import type { Expression, ProcessSnapshot } from '../../domain/process.ts';
import type { ClockName } from '../../domain/ticket.ts';

/** Parts that all hold, each under a key of its own: one of a field by the field. */
type Term = ReadonlyMap<string, Expression>;

/**
 * When a clock is promised anything, whatever it is: one of its targets applies. Said by as little as it
 * turns on: a table of promises by priority says all of them at once, and a promise of a customer's own says
 * nothing where everybody has one.
 */
export function promisedWhen(process: ProcessSnapshot, clock: ClockName): Expression {
  const targets = process.targets.filter((target) => target.clock === clock);
  const terms: Term[] = [];
  for (const { when } of targets) add(terms, termOf(when));
  return { any: terms.map((term) => ({ all: [...term.values()] })) };
}

function termOf(when: Expression): Term {
  const term = new Map<string, Expression>();
  for (const part of partsOf(when)) {
    const own = 'field' in part ? part.field : JSON.stringify(part);
    // Of two of the same field each says something.
    term.set(term.has(own) ? JSON.stringify(part) : own, part);
  }
  return term;
}

function partsOf(when: Expression): Expression[] {
  return 'all' in when ? when.all.flatMap(partsOf) : [when];
}

/** Adds what may hold as well: joined to what it differs from in the values of one field alone. */
function add(terms: Term[], term: Term): void {
  if (terms.some((other) => isImplied(other, term))) return;
  for (const [at, other] of terms.entries()) {
    const joined = isImplied(term, other) ? term : union(other, term);
    if (!joined) continue;
    terms.splice(at, 1);
    add(terms, joined);
    return;
  }
  terms.push(term);
}

/** Whether a term holds wherever `by` does. */
function isImplied(term: Term, by: Term): boolean {
  return [...term].every(([key, part]) => {
    const other = by.get(key);
    return other !== undefined && isWithin(other, part);
  });
}

/** Whether what a part says is said by another one of the same key. */
function isWithin(narrow: Expression, wide: Expression): boolean {
  if (!('field' in narrow && 'field' in wide)) return true;
  return narrow.in.every((value) => wide.in.includes(value));
}

function union(a: Term, b: Term): Term | undefined {
  if (a.size !== b.size) return undefined;
  const apart = [...a].filter(([key, part]) => {
    const other = b.get(key);
    return other === undefined || !(isWithin(part, other) && isWithin(other, part));
  });
  const [one] = apart;
  if (apart.length !== 1 || !one) return undefined;
  const [key, part] = one;
  const other = b.get(key);
  if (!other || !('field' in part && 'field' in other)) return undefined;
  return new Map(a).set(key, { ...part, in: [...new Set([...part.in, ...other.in])] });
}
