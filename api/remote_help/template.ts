import { given } from '../http/given.ts';

/** What a template may name, and whoever fills it in has to know. */
export const templateVariables = [
  'item.name',
  'item.address',
  'item.remoteId',
  'item.serialNumber',
  'item.inventoryNumber',
  'ticket.number',
  'agent.name',
] as const;

export type TemplateVariable = (typeof templateVariables)[number];

export type TemplateValues = { readonly [Name in TemplateVariable]?: string | number | null };

/** Programs on the agent's own machine that are opened by an address. */
export const appSchemes = [
  'rustdesk:',
  'anydesk:',
  'teamviewer10:',
  'vnc:',
  'rdp:',
  'ssh:',
] as const;

const variable = /\{([^{}]*)\}/g;

/**
 * Whether a template leads to one place whatever fills it in: its scheme, and on the web its host and
 * port too, are written in it.
 */
export function isTemplate(template: string): boolean {
  const names = [...template.matchAll(variable)].map(([, name]) => name);
  if (
    !names.every((name) => (templateVariables as readonly (string | undefined)[]).includes(name))
  ) {
    return false;
  }
  const [one, other] = ['a', 'b'].map((value) => URL.parse(template.replaceAll(variable, value)));
  if (!one || !other || one.protocol !== other.protocol) return false;
  if (
    one.username !== '' ||
    one.password !== '' ||
    /[{}]/.test(template.replaceAll(variable, ''))
  ) {
    return false;
  }
  if ((appSchemes as readonly string[]).includes(one.protocol)) return names.length > 0;
  return one.protocol === 'https:' && one.host === other.host && names.length > 0;
}

/** The variables of a template that nothing is known for. */
export function missingIn(template: string, values: TemplateValues): TemplateVariable[] {
  const known = given(values);
  return templateVariables.filter(
    (name) =>
      template.includes(`{${name}}`) && (known[name] === null || (known[name] ?? '') === ''),
  );
}

/** The address that a template comes to; every value stays one part of it. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(variable, (_, name: TemplateVariable) =>
    encodeURIComponent(String(values[name] ?? '')),
  );
}
