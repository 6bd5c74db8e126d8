import type { ExecutionContext } from 'ava';
import fc from 'fast-check';

/** CI asks for as many as a fault that hides needs; fewer do while one works on a rule. */
const cases = Number(process.env.PALIER_CASES ?? 500);

/**
 * Holds a property over so many random cases and says their seed: with `PALIER_SEED` the same are
 * drawn again.
 *
 * @param share one of so many is enough, where a case takes long
 */
export function holdsInManyCases<T>(
  t: ExecutionContext,
  property: fc.IProperty<T>,
  share = 1,
): void {
  const given = process.env.PALIER_SEED;
  const seed = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
  const numRuns = Math.ceil(cases / share);
  t.log(`${numRuns} cases, seed ${seed}`);
  fc.assert(property, { seed, numRuns });
}
