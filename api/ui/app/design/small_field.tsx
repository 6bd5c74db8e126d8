import type { ComponentChildren } from 'preact';
import { type Option, Options } from './options.tsx';

/** A field of what is changed at once, with nothing to send: its label stands small above it. */
export function SmallField({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what is put into it.
    <label class="small-field">
      {label}
      {children}
    </label>
  );
}

interface SmallSelectProps {
  label: string;
  value: string;
  options: readonly Option[];
  /** The label stands before it instead of above. */
  isInline?: boolean;
  onChange(value: string): void;
}

export function SmallSelect({ label, value, options, isInline, onChange }: SmallSelectProps) {
  return (
    <label class={isInline ? 'inline-field' : 'small-field'}>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <Options of={options} chosen={value} />
      </select>
    </label>
  );
}
