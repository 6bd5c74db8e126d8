import { z } from 'zod';
import { namePattern } from '../../workflows/processes/definitions/checks.ts';
import type { SaidPlaybook } from './build.ts';

const words = z.string('words').trim().min(1, 'words');
const title = z.strictObject({ en: words, fr: words }, '{ en, fr }');
const whole = z.int('a whole number from 1').min(1, 'a whole number from 1');
const number = z.number('a number').optional();
const named = { title, isOptional: z.literal(true, 'true, or nothing').optional() };

const inputField = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...named, kind: z.literal('text'), maxLength: whole.optional() }),
    z.strictObject({
      ...named,
      kind: z.literal('choice'),
      options: z.record(z.string(), title).refine((options) => Object.keys(options).length > 0, {
        error: 'at least one option',
      }),
    }),
    z.strictObject({ ...named, kind: z.literal('number'), min: number, max: number }),
    z.strictObject({ ...named, kind: z.literal('date') }),
    z.strictObject({ ...named, kind: z.literal('boolean') }),
  ],
  'a kind of text, choice, number, date or boolean, and what belongs to it',
);

const snakeCase = 'a name in snake_case';
const name = z.string(snakeCase).max(64, 'at most 64 characters').regex(namePattern, snakeCase);

/** What its type says, of code that nobody had checked by its types. */
const shape = z.strictObject({
  name,
  version: whole,
  title,
  input: z.record(name, inputField, '{ name: field }'),
  onMerge: z.enum(['cancel', 'follow'], 'cancel or follow').optional(),
  stepsMax: whole.optional(),
});

/** What is wrong with what playbooks say of themselves, a line each: file, which, where, what was expected. */
export function shapeProblems(written: readonly SaidPlaybook[]): string[] {
  const files = new Map<string, string>();
  return written.flatMap(({ file, playbook }) => {
    const of = `${file}: playbook '${playbook.name}'`;
    const { error } = shape.safeParse(playbook);
    const problems = (error?.issues ?? []).map(({ path, message, ...issue }) => {
      const place = path.map(String).join('.');
      return 'keys' in issue
        ? `${of}: ${place === '' ? '' : `${place}: `}no such field: ${issue.keys.join(', ')}`
        : `${of}: ${place}: ${shown(valueAt(playbook, path))}; expected ${message}`;
    });
    const other = files.get(playbook.name);
    files.set(playbook.name, file);
    return other === undefined ? problems : [...problems, `${of} is in ${other} already`];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (Object(inner) as Record<PropertyKey, unknown>)[key],
    value,
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
