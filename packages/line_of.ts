/**
 * The line of a source text where a path of a definition is written, as far as it can be found by its keys one after the
 * other: `groups.porters.tier` behind `groups:`, `porters:` and `tier:`. The last key that is there counts.
 *
 * @returns from 1; null where not even the first key is there
 */
export function lineOf(source: string, path: string): number | null {
  let at = 0;
  let found = -1;
  for (const key of path.split('.').filter((each) => !/^\d+$/.test(each))) {
    const escaped = key.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const pattern = new RegExp(`(^|[\\s{,'"])${escaped}['"]?\\s*[:,}(]`, 'm');
    const match = pattern.exec(source.slice(at));
    if (!match) break;
    found = at + match.index + (match[1]?.length ?? 0);
    at = found + key.length;
  }
  return found === -1 ? null : source.slice(0, found).split('\n').length;
}
