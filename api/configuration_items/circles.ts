/** What depends on what, by ids. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

interface Step {
  id: string;
  /** How many of those it depends on were looked at. */
  seen: number;
}

/** So many ids on circles are enough to begin with. */
const foundMax = 100_000;

/**
 * Circles among dependencies, by the ids on each, in the order in which they depend on one another.
 * Where there are some, one at least is found, not all: whoever opens those looks again.
 */
export function findCircles(dependencies: Dependencies): string[][] {
  const circles: string[][] = [];
  let foundCount = 0;
  const done = new Set<string>();
  for (const start of dependencies.keys()) {
    if (done.has(start)) continue;
    // A way may be as long as the register: it is not a call for each step.
    const way: Step[] = [{ id: start, seen: 0 }];
    const onWay = new Map([[start, 0]]);
    for (let step = way.at(-1); step; step = way.at(-1)) {
      const next = dependencies.get(step.id)?.[step.seen];
      step.seen += 1;
      if (next === undefined) {
        done.add(step.id);
        onWay.delete(step.id);
        way.pop();
        continue;
      }
      const place = onWay.get(next);
      if (place !== undefined) {
        circles.push(way.slice(place).map(({ id }) => id));
        foundCount += way.length - place;
        if (foundCount > foundMax) return circles;
      } else if (!done.has(next)) {
        onWay.set(next, way.length);
        way.push({ id: next, seen: 0 });
      }
    }
  }
  return circles;
}

const namedMax = 6;

/**
 * A circle by names, from one item on it until it comes again. What is too long to read is left out
 * in the middle.
 */
export function circleFrom(
  itemId: string,
  circle: readonly string[],
  names: ReadonlyMap<string, string>,
): string[] {
  const place = Math.max(circle.indexOf(itemId), 0);
  const turned = [...circle.slice(place), ...circle.slice(0, place)];
  const named = [...turned, turned[0] ?? itemId].map((id) => names.get(id) ?? id);
  if (named.length <= namedMax) return named;
  return [...named.slice(0, namedMax - 2), '…', ...named.slice(-2)];
}
