import type { ComponentChildren } from 'preact';
import { useFirstValue } from './kept_fields.ts';

interface CheckBoxProps {
  isChecked: boolean;
  class?: string;
  onChange(isChecked: boolean): void;
  children: ComponentChildren;
}

export function CheckBox({ isChecked, class: name, onChange, children }: CheckBoxProps) {
  return (
    <label class={name === undefined ? 'choice' : `choice ${name}`}>
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}

interface CheckFieldProps {
  name: string;
  isCheckedAtFirst: boolean;
  children: ComponentChildren;
}

/** A check box of a form that is sent, which holds it. */
export function CheckField({ name, isCheckedAtFirst, children }: CheckFieldProps) {
  const first = useFirstValue(name, isCheckedAtFirst ? 'on' : '');
  return (
    <label class="choice">
      <input type="checkbox" name={name} defaultChecked={first !== ''} />
      {children}
    </label>
  );
}

interface ChoiceRowProps<Id extends string> {
  /** Its name among the fields of the page. */
  name: string;
  legend: string;
  options: readonly { id: Id; title: string; lang?: string }[];
  chosen: Id;
  onChoose(id: Id): void;
}

/** One of a few, chosen at once; who presses the one that is there chooses it, too. */
export function ChoiceRow<Id extends string>(props: ChoiceRowProps<Id>) {
  const { name, legend, options, chosen, onChoose } = props;
  return (
    <fieldset class="choice-row">
      <legend>{legend}</legend>
      {options.map(({ id, title, lang }) => (
        <label key={id} class="choice" lang={lang}>
          <input type="radio" name={name} checked={id === chosen} onClick={() => onChoose(id)} />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
