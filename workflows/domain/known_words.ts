import type { ProcessSnapshot } from './process.ts';
import { Refused } from './refusals.ts';

const wordsOf = {
  category: ({ categories }) => Object.keys(categories),
  service: ({ services }) => services,
  group: ({ groups }) => Object.keys(groups),
  impact: ({ impacts }) => impacts,
  urgency: ({ urgencies }) => urgencies,
  priority: ({ priorities }) => priorities,
} satisfies Record<string, (process: ProcessSnapshot) => readonly string[]>;

type Named = { [N in keyof typeof wordsOf]?: string | null };

/** Refuses a category, a service, a group, an impact, an urgency or a priority that the process does not have. */
export function checkKnown(process: ProcessSnapshot, named: Named): void {
  for (const name of Object.keys(wordsOf) as (keyof typeof wordsOf)[]) {
    const word = named[name];
    const allowed = wordsOf[name](process);
    if (word && !allowed.includes(word)) throw new Refused(`${name}_unknown`, { word, allowed });
  }
}
