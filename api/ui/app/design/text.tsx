import type { ComponentChildren } from 'preact';

interface TextProps {
  /** What it is, before it. */
  label?: string;
  class?: string;
  /** Nothing is drawn of null or of an empty text. */
  children: ComponentChildren;
}

/** What somebody wrote, with its lines as they were written, in the direction of its language. */
export function Text({ label, class: name, children }: TextProps) {
  if (children === null || children === '') return null;
  return (
    <p class={name === undefined ? 'text' : `text ${name}`} dir="auto">
      {label && <span class="soft">{label} </span>}
      {children}
    </p>
  );
}
