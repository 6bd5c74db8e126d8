import { timeConditions } from '../../domain/expression.ts';
import { isDay } from '../../domain/fields.ts';
import { expressionFields } from '../../domain/process.ts';
import { fieldOptionsMax, fieldsMax, fieldTextMax } from '../../domain/ticket.ts';
import type { FieldDefinition } from '../define.ts';
import { conditionWords, leaves } from '../process_words.ts';
import { type Check, namePattern } from './checks.ts';
import { checkBounds } from './field_condition_problems.ts';
import { checkExpression } from './rule_problems.ts';

/** Names that a refusal, a list or an approval knows as something of every ticket. */
const takenNames: readonly string[] = [...expressionFields, 'note', 'article', 'fields'];

/** What is known when a form is filled in. */
const knownInForms = expressionFields.filter(
  (name) => name !== 'priority' && name !== 'group' && name !== 'tier',
);

export function checkFields(check: Check): void {
  const fields = Object.entries(check.definition.fields ?? {});
  const expected = `at most ${fieldsMax} fields: each ticket carries what is known of them`;
  check.expect(fields.length <= fieldsMax, 'fields', fields.length, expected);
  fields.forEach(([name, field], index) => {
    const path = `fields.${name}`;
    check.expect(namePattern.test(name), path, name, 'a name in snake_case');
    const isFree = !takenNames.includes(name);
    check.expect(isFree, path, name, `a name that no ticket has already: ${takenNames.join(', ')}`);
    check.title(field.title, `${path}.title`);
    if (field.hint) check.title(field.hint, `${path}.hint`);
    checkKind(check, field, path);
    const before = fields.slice(0, index).map(([earlier]) => earlier);
    checkShown(check, field, before, path);
    checkRequired(check, field, path);
  });
}

export function checkKind(check: Check, field: FieldDefinition, path: string): void {
  switch (field.kind) {
    case 'text': {
      const { maxLength = 1 } = field;
      const isLength = Number.isInteger(maxLength) && maxLength >= 1 && maxLength <= fieldTextMax;
      const expected = `a whole number from 1 to ${fieldTextMax}`;
      check.expect(isLength, `${path}.maxLength`, maxLength, expected);
      return;
    }
    case 'choice': {
      const options = Object.entries(field.options);
      const isSome = options.length > 0 && options.length <= fieldOptionsMax;
      const expected = `1 to ${fieldOptionsMax} options`;
      check.expect(isSome, `${path}.options`, options.length, expected);
      for (const [option, { title }] of options) {
        const at = `${path}.options.${option}`;
        check.expect(namePattern.test(option), at, option, 'a name in snake_case');
        check.title(title, `${at}.title`);
      }
      return;
    }
    case 'number': {
      const { decimals = 0, unit } = field;
      const isPlaces = Number.isInteger(decimals) && decimals >= 0 && decimals <= 6;
      check.expect(isPlaces, `${path}.decimals`, decimals, 'a whole number from 0 to 6');
      if (unit) check.title(unit, `${path}.unit`);
      checkBounds(check, field, path);
      return;
    }
    case 'date':
      for (const bound of ['min', 'max'] as const) {
        const day = field[bound];
        const isRight = day === undefined || isDay(day);
        check.expect(isRight, `${path}.${bound}`, day, 'a day, as 2026-11-30');
      }
      checkBounds(check, field, path);
  }
}

/** A form is shown before anything else is known: its fields turn on what was filled in before them. */
function checkShown(
  check: Check,
  { shownWhen }: FieldDefinition,
  before: readonly string[],
  path: string,
): void {
  if (!shownWhen) return;
  checkExpression(check, shownWhen, `${path}.shownWhen`);
  for (const leaf of leaves([shownWhen])) {
    if ('formField' in leaf) {
      const isBefore = before.includes(leaf.formField);
      const expected = 'a field that is defined before it';
      check.expect(isBefore, `${path}.shownWhen`, leaf.formField, expected);
    } else {
      const isKnown =
        'requester' in leaf || ('field' in leaf && (knownInForms as string[]).includes(leaf.field));
      const known = [...knownInForms, 'what the requester is'].join(', ');
      const expected = `what is known in a form: ${known}, or a field before it`;
      const read = 'field' in leaf ? leaf.field : conditionWords(leaf);
      check.expect(isKnown, `${path}.shownWhen`, read, expected);
    }
  }
}

function checkRequired(check: Check, { required }: FieldDefinition, path: string): void {
  if (!required) return;
  const { at, before = [], when } = required;
  const isSaid = at !== undefined || before.length > 0;
  check.expect(isSaid, `${path}.required`, required, "at: 'opening', or steps it is asked before");
  if (!when) return;
  checkExpression(check, when, `${path}.required.when`);
  const [first] = timeConditions(when);
  const isOfTicket = first === undefined;
  const told = first && conditionWords(first);
  check.expect(isOfTicket, `${path}.required.when`, told, 'what the ticket is, and not the time');
}
