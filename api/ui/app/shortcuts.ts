/**
 * The keys outside of a ticket's own actions, in the order help lists them. Each is one letter or sign
 * that counts outside of text fields; the last ones count inside of them too.
 */
export const pageKeys = {
  move: ['j', 'k'],
  open: ['Enter'],
  search: ['/'],
  refresh: ['.'],
  back: ['u'],
  macro: ['w'],
  call: ['c'],
  copy_link: ['L'],
  help: ['?'],
} as const;

/** Pressed together, in a text field as elsewhere. */
export const chords = {
  palette: ['Ctrl', 'K'],
  send: ['Ctrl', 'Enter'],
  send_and_resolve: ['Ctrl', 'Shift', 'Enter'],
} as const;

export const pageKeyNames = Object.keys(pageKeys) as (keyof typeof pageKeys)[];
export const chordNames = Object.keys(chords) as (keyof typeof chords)[];
