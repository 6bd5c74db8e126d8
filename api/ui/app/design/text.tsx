import type { ComponentChild } from 'preact';
import { partsOf } from './addresses.ts';

interface TextProps {
  /** What it is, before it. */
  label?: string;
  class?: string;
  /** Nothing is drawn of null or of an empty text. */
  children: string | null;
}

/**
 * What somebody wrote, with its lines as they were written, in the direction of its language.
 * Addresses in it can be followed.
 */
export function Text({ label, class: name, children }: TextProps) {
  if (children === null || children === '') return null;
  return (
    <p class={name === undefined ? 'text' : `text ${name}`} dir="auto">
      {label && <span class="soft">{label} </span>}
      {partsOf(children).map((part) => ('words' in part ? part.words : linked(part.address)))}
    </p>
  );
}

/** What is of this desk opens here. */
function linked(address: string): ComponentChild {
  const { origin, pathname, search, hash } = new URL(address);
  return origin === location.origin ? (
    <a href={pathname + search + hash}>{address}</a>
  ) : (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {address}
    </a>
  );
}
