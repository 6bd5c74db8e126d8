/** What a text of a macro may name, and what stands there where it is shown before it is used. */
export const templateNames = [
  'requester.name',
  'requester.firstName',
  'ticket.number',
  'ticket.subject',
  'agent.name',
  'agent.firstName',
] as const;

export type TemplateName = (typeof templateNames)[number];
export type TemplateValues = Readonly<Record<TemplateName, string>>;

/** A name in braces; any other brace is a brace. */
const named = /\{([A-Za-z][A-Za-z0-9_.]*)\}/g;

/** The names in a text that nothing is known of. */
export function unknownNames(text: string): string[] {
  const known: readonly string[] = templateNames;
  return [...text.matchAll(named)].flatMap(([, name = '']) => (known.includes(name) ? [] : [name]));
}

/** The text with its names filled in. What is filled in is never looked at for names again. */
export function filledIn(text: string, values: TemplateValues): string {
  const byName: Readonly<Record<string, string>> = values;
  return text.replaceAll(named, (whole, name: string) => byName[name] ?? whole);
}

/** What somebody is called by those who know them: the first word of a name as people write it. */
export function firstNameOf(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? '';
}
