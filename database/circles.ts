/**
 * Who is above themselves, by way of whomever. Each is looked at once, however many are above one
 * another.
 *
 * @param managers by account, the account above it; null or nothing where there is none
 */
export function inCircles(managers: ReadonlyMap<string, string | null | undefined>): Set<string> {
  const circles = new Set<string>();
  const settled = new Set<string>();
  for (const start of managers.keys()) {
    const path = new Map<string, number>();
    let at: string | null | undefined = start;
    while (at && !settled.has(at) && !path.has(at)) {
      path.set(at, path.size);
      at = managers.get(at);
    }
    const first = at ? path.get(at) : undefined;
    for (const [id, place] of path) {
      settled.add(id);
      if (first !== undefined && place >= first) circles.add(id);
    }
  }
  return circles;
}
