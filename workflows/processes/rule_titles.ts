import type { LocalizedText, ProcessDefinition } from './define.ts';

/** What people read where a rule has escalated or acted, by the rule's name: it is the reason of it. */
export function titlesOfRules(
  definition: ProcessDefinition,
): Record<string, { title: LocalizedText }> {
  const rules = definition.escalationRules ?? [];
  const titled = rules.flatMap(({ name, title }) => (title ? [[name, { title }] as const] : []));
  return { ...Object.fromEntries(titled), ...definition.rules };
}
