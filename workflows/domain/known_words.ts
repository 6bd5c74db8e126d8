import type { ProcessSnapshot } from './process.ts';
import { Refused } from './refusals.ts';

type Named = { category?: string | null; service?: string | null; group?: string | null };

/** Refuses a category, a service or a group that the process does not have. */
export function checkKnown(
  { categories, services, groups }: Pick<ProcessSnapshot, 'categories' | 'services' | 'groups'>,
  { category, service, group }: Named,
): void {
  check('category_unknown', category, Object.keys(categories));
  check('service_unknown', service, services);
  check('group_unknown', group, Object.keys(groups));
}

function check(
  code: 'category_unknown' | 'service_unknown' | 'group_unknown',
  word: string | null | undefined,
  allowed: string[],
): void {
  if (word && !allowed.includes(word)) throw new Refused(code, { word, allowed });
}
