import type { Category, Rules } from '../domain/process.ts';

/**
 * A log says itself where each case began and went. These are the same rules, told so; a group that
 * the process does not have is passed over.
 */

/** Under which a ticket opens that was opened before its form asked for what it asks for now. */
export function withoutForms(rules: Rules): Rules {
  const { process } = rules;
  if (!process.fields) return rules;
  const fields = Object.entries(process.fields).map(([name, field]) => {
    const { at: _, ...required } = field.required ?? {};
    return [name, { ...field, required }];
  });
  return { ...rules, process: { ...process, fields: Object.fromEntries(fields) } };
}

/** Under which a ticket of this category enters at `group`. */
export function enteringAt(rules: Rules, group: string, category: string | null): Rules {
  const { process } = rules;
  if (!Object.hasOwn(process.groups, group)) return rules;
  // What triage says of the ticket holds, but for where it goes.
  const triage = process.triage.map((rule) => {
    const { group: _, ...set } = rule.set;
    return { ...rule, set };
  });
  const categories =
    triage.length > 0 ? inGroup(rules, group) : withCategory(rules, category, { group });
  return { ...rules, process: { ...process, entryGroup: group, categories, triage } };
}

/** Under which a ticket of this category escalates from one group to the other, gate or not. */
export function escalatingTo(
  rules: Rules,
  from: string,
  to: string,
  category: string | null,
): Rules {
  const { process } = rules;
  const group = process.groups[from];
  if (!group || !Object.hasOwn(process.groups, to)) return rules;
  const groups = { ...process.groups, [from]: { ...group, escalatesTo: to } };
  const categories = withCategory(rules, category, { escalation: {} });
  return { ...rules, process: { ...process, groups, categories, gates: [] } };
}

/** Triage may give it any category. */
function inGroup({ process: { categories } }: Rules, group: string): Record<string, Category> {
  const moved = Object.entries(categories).map(([name, one]) => [name, { ...one, group }]);
  return Object.fromEntries(moved);
}

function withCategory(
  { process: { categories } }: Rules,
  name: string | null,
  changes: Partial<Category>,
): Record<string, Category> {
  const category = name === null ? undefined : categories[name];
  if (name === null || category === undefined) return categories;
  return { ...categories, [name]: { ...category, ...changes } };
}
