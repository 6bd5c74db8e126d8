import type { NewText } from './commands.ts';

/** A reason as a text of its command; nothing where none was given. */
export function reasonText(reason: string | undefined): NewText {
  return reason === undefined ? undefined : { kind: 'reason', text: reason };
}
