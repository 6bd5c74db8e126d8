import { type ComponentChild, h } from 'preact';
import { isRequired, isShown } from '../../workflows/domain/fields.ts';
import { type FilledForm, formSubject } from '../../workflows/domain/form_subject.ts';
import { ticketTypes } from '../../workflows/domain/ticket.ts';
import { listConfigurationItems } from '../configuration_items/items.ts';
import { findColleagues } from '../people/colleagues.ts';
import type { ProcessDescription, ProcessField } from '../processes/contract.ts';
import { type Filled, selectField, textField } from './fields.ts';
import type { GivenForm } from './form_body.ts';
import { ask, type Visit } from './visit.ts';

/**
 * The fields that a process asks, without script: they are asked in a step of their own, once it is
 * known what the request is about. A form says in `asked` which ones it showed.
 */

type Process = Pick<ProcessDescription, 'fields' | 'defaults' | 'impacts' | 'urgencies'>;
type Values = NonNullable<FilledForm['fields']>;

const lettersMin = 2;
const devicesMax = 50;

/** Those that such a request is asked, with what was filled in of them. */
export function askedFields(process: Process, given: GivenForm, { account }: Visit) {
  const subject = formSubject(
    {
      channel: 'portal',
      requesterTier: account.requesterTier,
      type: ticketTypes.find((type) => type === given.filled('type')),
      category: given.filled('category'),
      service: given.filled('service'),
      impact: wordIn(process.impacts, given.filled('impact')),
      urgency: wordIn(process.urgencies, given.filled('urgency')),
    },
    process.defaults,
  );
  const values: Values = {};
  const asked: { field: ProcessField; required: boolean }[] = [];
  for (const field of process.fields) {
    const form = { ...subject, fields: values };
    if (!isShown(field, form)) continue;
    asked.push({ field, required: isRequired(field, form, 'opening') });
    const value = valueIn(field, given);
    if (value !== undefined) values[field.id] = value;
  }
  return { asked, values };
}

function wordIn(scale: Process['impacts'], given: string | undefined): string | undefined {
  return scale.find(({ id }) => id === given)?.id;
}

/** Whether the form that was sent has not shown some of them yet. */
export function hasMoreToAsk(asked: readonly { field: ProcessField }[], given: GivenForm): boolean {
  const shown = given.text('asked').split(',');
  return asked.some(({ field }) => !shown.includes(field.id));
}

function valueIn(field: ProcessField, given: GivenForm): string | number | undefined {
  const said = given.filled(`fields.${field.id}`);
  if (said === undefined || field.kind !== 'number') return said;
  // As people of several countries write it.
  const number = Number(said.replace(/\s/g, '').replace(',', '.'));
  return Number.isNaN(number) ? said : number;
}

/** Somebody of a name that was written; several where more than one has it. */
export async function colleaguesNamed(visit: Visit, words: string) {
  if (words.trim().length < lettersMin) return [];
  return (await ask(findColleagues, visit, { query: { q: words.trim() } })).body.items;
}

/**
 * Names that were written for people, as their ids where each is one person's.
 * @returns undefined where somebody still has to be chosen among several, or nobody is called so
 */
export async function peopleIn(
  visit: Visit,
  asked: readonly { field: ProcessField }[],
  given: GivenForm,
): Promise<Values | undefined> {
  const people: Values = {};
  for (const { field } of asked) {
    const words = given.filled(`named.${field.id}`);
    if (field.kind !== 'person' || words === undefined) continue;
    if (given.filled(`fields.${field.id}`) !== undefined) continue;
    const [one, ...others] = await colleaguesNamed(visit, words);
    if (!one || others.length > 0) return undefined;
    people[field.id] = one.id;
  }
  return people;
}

/** The fields as they are drawn, and which these are. */
export async function drawnFields(
  visit: Visit,
  filled: Filled,
  asked: readonly { field: ProcessField; required: boolean }[],
): Promise<ComponentChild[]> {
  const names = asked.map(({ field }) => field.id).join(',');
  const drawn: ComponentChild[] = [h('input', { type: 'hidden', name: 'asked', value: names })];
  for (const { field, required } of asked) {
    drawn.push(await drawnField(visit, filled, field, required));
  }
  return drawn;
}

async function drawnField(
  visit: Visit,
  filled: Filled,
  field: ProcessField,
  required: boolean,
): Promise<ComponentChild> {
  const { t } = filled.words;
  const asked = {
    name: `fields.${field.id}`,
    label: field.title,
    required,
    ...(field.hint !== null && { hint: field.hint }),
  };
  switch (field.kind) {
    case 'choice':
      return selectField(filled, { ...asked, none: t('fields.choose'), options: field.options });
    case 'text': {
      const { maxLength, lines } = field;
      return textField(filled, { ...asked, maxLength, ...(lines === 'many' && { rows: 4 }) });
    }
    case 'number': {
      const { unit, title } = field;
      const label = unit === null ? title : t('fields.with_unit', { label: title, unit });
      return textField(filled, { ...asked, label, maxLength: 40, inputMode: 'decimal' });
    }
    case 'date':
      return textField(filled, { ...asked, maxLength: 10, type: 'date' });
    case 'person':
      return personField(visit, filled, field, required);
    case 'device': {
      const devices = await ownDevices(visit);
      return selectField(filled, { ...asked, none: t('fields.choose'), options: devices });
    }
  }
}

/** What somebody uses, by name. */
export async function ownDevices(visit: Visit) {
  const query = { owner: visit.account.id, kind: 'device' as const, limit: String(devicesMax) };
  const { items } = (await ask(listConfigurationItems, visit, { query })).body;
  const kept = items.filter(({ status }) => status !== 'retired');
  return kept.map(({ id, name }) => ({ id, title: name }));
}

/** A name is written; where several have it, one of them is chosen. */
async function personField(
  visit: Visit,
  filled: Filled,
  { id, title, hint }: ProcessField,
  required: boolean,
): Promise<ComponentChild> {
  const { t } = filled.words;
  const words = filled.value(`named.${id}`);
  const found = await colleaguesNamed(visit, words);
  const hints = [
    ...(hint === null ? [] : [hint]),
    ...(words !== '' && found.length === 0 ? [t('fields.found_nobody')] : []),
  ];
  const written = textField(filled, {
    name: `named.${id}`,
    label: title,
    maxLength: 100,
    required,
    ...(hints.length > 0 && { hint: hints.join(' ') }),
  });
  if (found.length === 0) return written;
  return [
    written,
    selectField(filled, {
      name: `fields.${id}`,
      label: title,
      hint: t('fields.found_several'),
      required: found.length > 1 && required,
      none: t('fields.choose'),
      options: found.map((one) => ({ id: one.id, title: one.name })),
    }),
  ];
}
