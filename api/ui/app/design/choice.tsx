import type { ComponentChildren } from 'preact';

interface CheckBoxProps {
  /** In a form that is sent. */
  name?: string;
  isChecked?: boolean;
  /** What it is at first, where the form holds it from there on. */
  isCheckedAtFirst?: boolean;
  class?: string;
  onChange?(isChecked: boolean): void;
  children: ComponentChildren;
}

export function CheckBox(props: CheckBoxProps) {
  const { name, isChecked, isCheckedAtFirst, onChange, children } = props;
  return (
    <label class={props.class === undefined ? 'choice' : `choice ${props.class}`}>
      <input
        type="checkbox"
        name={name}
        {...(isChecked === undefined
          ? { defaultChecked: isCheckedAtFirst ?? false }
          : { checked: isChecked })}
        onChange={(event) => onChange?.(event.currentTarget.checked)}
      />
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

/** One of a few, chosen at once. */
export function ChoiceRow<Id extends string>(props: ChoiceRowProps<Id>) {
  const { name, legend, options, chosen, onChoose } = props;
  return (
    <fieldset class="choice-row">
      <legend>{legend}</legend>
      {options.map(({ id, title, lang }) => (
        <label key={id} class="choice" lang={lang}>
          <input type="radio" name={name} checked={id === chosen} onChange={() => onChoose(id)} />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
