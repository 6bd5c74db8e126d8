import { type ComponentChild, h } from 'preact';
import { partsOf } from '../ui/app/design/addresses.ts';

/** What somebody wrote, with its lines; addresses in it can be followed. */
export function text(written: string | null): ComponentChild | null {
  if (written === null || written === '') return null;
  return h(
    'p',
    { class: 'text', dir: 'auto' },
    partsOf(written).map((part) =>
      'words' in part
        ? part.words
        : h('a', { href: part.address, rel: 'noopener noreferrer' }, part.address),
    ),
  );
}
