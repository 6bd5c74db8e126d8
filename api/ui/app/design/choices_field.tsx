import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { t } from '../words/language.ts';
import { FieldErrors } from './fields.tsx';
import { useFirstValue } from './kept_fields.ts';
import type { Option } from './options.tsx';

interface ChoicesFieldProps {
  name: string;
  label: string;
  options: readonly Option[];
  /** The ids of those that are chosen at first. */
  chosen: readonly string[];
}

/** Any number of a few: a box for each. */
export function ChoicesField({ name, label, options, chosen }: ChoicesFieldProps) {
  const isOfField = (path: string) => path === `body.${name}` || path.startsWith(`body.${name}.`);
  const error = useContext(FieldErrors).find(({ path }) => isOfField(path));
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      {options.map((option) => (
        <Choice
          key={option.id}
          name={nameOf(name, option.id)}
          value={option.id}
          isChosen={chosen.includes(option.id)}
        >
          {option.title}
        </Choice>
      ))}
      {error && <p class="field-error">{t('field.expected', { expected: error.expected })}</p>}
    </fieldset>
  );
}

interface ChoiceProps {
  name: string;
  /** What it says where it is chosen. */
  value: string;
  isChosen: boolean;
  children: ComponentChildren;
}

/** One box, with a name of its own. */
export function Choice({ name, value, isChosen, children }: ChoiceProps) {
  const first = useFirstValue(name, isChosen ? value : '');
  return (
    <label class="choice">
      <input type="checkbox" name={name} value={value} defaultChecked={first === value} />
      {children}
    </label>
  );
}

/** Those of a field of choices that were chosen, in the order of `ids`. */
export function chosenOf<Id extends string>(
  data: FormData,
  name: string,
  ids: readonly Id[],
): Id[] {
  return ids.filter((id) => data.has(nameOf(name, id)));
}

/** Each box is kept by a name of its own. */
export function nameOf(field: string, id: string): string {
  return `${field}-${id}`;
}
