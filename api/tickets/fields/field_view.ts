import { isRequired, isShown } from '../../../workflows/domain/fields.ts';
import { ownOf } from '../../../workflows/domain/keys.ts';
import type { GuardedStep } from '../../../workflows/domain/process.ts';
import type { FieldValue, TicketState } from '../../../workflows/domain/ticket.ts';
import type { FieldDefinition, FieldDefinitions } from '../../../workflows/processes/define.ts';
import { definitionFollowed, snapshotOf } from '../../../workflows/processes/index.ts';
import type { Locale } from '../../http/words.ts';
import type { TicketField } from '../contract.ts';

const guardedSteps: readonly GuardedStep[] = ['escalate', 'setPending', 'resolve'];

/** Which version of which process a ticket follows: its fields are those of that version. */
type Followed = Pick<TicketState, 'processId' | 'processVersion'>;

function fieldsOf(followed: Followed): FieldDefinitions {
  return definitionFollowed(followed)?.fields ?? {};
}

/** Whether the process of a ticket has fields at all. */
export function asksFields(followed: Followed): boolean {
  return Object.keys(fieldsOf(followed)).length > 0;
}

/** Ids that the fields of a ticket name: of accounts, devices or texts. */
export function idsInFields(
  { fields = {}, ...followed }: Followed & Pick<TicketState, 'fields'>,
  kind: 'person' | 'device' | 'text',
): string[] {
  const defined = fieldsOf(followed);
  return Object.entries(fields).flatMap(([name, value]) =>
    ownOf(defined, name)?.kind === kind ? [String(value)] : [],
  );
}

/** What the values of fields name. */
export interface FieldNames {
  names: ReadonlyMap<string, string | null>;
  texts: ReadonlyMap<string, { body: string }>;
}

/**
 * The fields of a ticket in the order of their form. Those who serve see what is asked of it and not
 * known, too; whoever waits for it sees what is known.
 */
export function fieldViews(
  state: TicketState,
  named: FieldNames,
  locale: Locale,
  isInternal: boolean,
): TicketField[] {
  const { fields = {} } = state;
  const definition = definitionFollowed(state);
  if (!definition) return [];
  const { tiers, fields: asked = {} } = snapshotOf(definition);
  return Object.entries(definition.fields ?? {}).flatMap(([name, field]): TicketField[] => {
    const value = fields[name] ?? null;
    const isAsked = isShown(field, state);
    if (value === null && !(isInternal && isAsked)) return [];
    const { title, kind } = field;
    const before = isInternal
      ? guardedSteps.filter((step) => isRequired(asked[name] ?? field, state, step, { tiers }))
      : [];
    return [
      {
        name,
        title: title[locale],
        kind,
        value:
          kind === 'text' && value !== null
            ? (named.texts.get(String(value))?.body ?? null)
            : value,
        shown: value === null ? null : shownValue(field, value, named, locale),
        isAsked,
        isRequiredBefore: before,
      },
    ];
  });
}

/** A value as people read it; null where what it names is not known here. */
export function shownValue(
  field: FieldDefinition,
  value: FieldValue,
  { names, texts }: FieldNames,
  locale: Locale,
): string | null {
  switch (field.kind) {
    case 'text':
      return texts.get(String(value))?.body ?? null;
    case 'choice': {
      const option = Object.hasOwn(field.options, value) ? field.options[value] : undefined;
      return option?.title[locale] ?? String(value);
    }
    case 'number': {
      const number = new Intl.NumberFormat(locale).format(Number(value));
      return field.unit ? `${number}\u00a0${field.unit[locale]}` : number;
    }
    case 'date':
      return dayFormats[locale].format(new Date(`${value}T00:00:00Z`));
    case 'person':
    case 'device':
      return names.get(String(value)) ?? null;
  }
}

const dayFormat = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const dayFormats: Readonly<Record<Locale, Intl.DateTimeFormat>> = {
  en: new Intl.DateTimeFormat('en-GB', dayFormat),
  fr: new Intl.DateTimeFormat('fr-FR', dayFormat),
};

/** The values of an event as people read them, in the order of the form. */
export function shownChanges(
  followed: Followed,
  changes: Readonly<Record<string, FieldValue | null>>,
  named: FieldNames,
  locale: Locale,
): { name: string; title: string; shown: string | null }[] {
  const defined = fieldsOf(followed);
  const order = Object.keys(defined);
  const placeOf = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(changes)
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([name, value]) => {
      const field = Object.hasOwn(defined, name) ? defined[name] : undefined;
      const shown = field && value !== null ? shownValue(field, value, named, locale) : null;
      return { name, title: field?.title[locale] ?? name.replaceAll('_', ' '), shown };
    });
}
