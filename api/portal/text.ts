import { type ComponentChild, h } from 'preact';
import { partsOf, type TextPart } from '../../workflows/domain/text_parts.ts';
import { portalRoot } from './addresses.ts';

/** What somebody wrote, with its lines; addresses and tickets in it can be followed. */
export function text(written: string | null): ComponentChild {
  if (written === null || written === '') return null;
  return h('p', { class: 'text', dir: 'auto' }, partsOf(written).map(drawn));
}

function drawn(part: TextPart): ComponentChild {
  if ('words' in part) return part.words;
  if ('address' in part) {
    return h('a', { href: part.address, rel: 'noopener noreferrer' }, part.address);
  }
  const named = `#${part.number}`;
  return h('a', { href: `${portalRoot}?${new URLSearchParams({ q: named })}` }, named);
}
