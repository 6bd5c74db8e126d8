import type { LocalizedText, ProcessDefinition } from './define.ts';

/** What people read where a rule has escalated, by the rule's name: it is the reason of it. */
export function titlesOfRules(
  definition: ProcessDefinition,
): Record<string, { title: LocalizedText }> {
  const rules = definition.escalationRules ?? [];
  return Object.fromEntries(
    rules.flatMap(({ name, title }) => (title ? [[name, { title }] as const] : [])),
  );
}
