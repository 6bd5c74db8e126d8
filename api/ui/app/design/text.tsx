import type { ComponentChild } from 'preact';
import { partsOf, type TextPart } from '../../../../workflows/domain/text_parts.ts';
import { TicketNumber } from '../parts/ticket_number.tsx';

interface TextProps {
  /** What it is, before it. */
  label?: string;
  class?: string;
  /** Nothing is drawn of null or of an empty text. */
  children: string | null;
}

/**
 * What somebody wrote, with its lines as they were written, in the direction of its language.
 * Addresses in it, and tickets by their numbers, can be followed.
 */
export function Text({ label, class: name, children }: TextProps) {
  if (children === null || children === '') return null;
  return (
    <p class={name === undefined ? 'text' : `text ${name}`} dir="auto">
      {label && <span class="soft">{label} </span>}
      {textParts(children)}
    </p>
  );
}

/** Part of what somebody wrote, with what can be followed in it. */
export function textParts(words: string): ComponentChild[] {
  return partsOf(words).map(drawn);
}

function drawn(part: TextPart): ComponentChild {
  if ('words' in part) return part.words;
  return 'number' in part ? <TicketNumber of={part.number} /> : linked(part.address);
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
