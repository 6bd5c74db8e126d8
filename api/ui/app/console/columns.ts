import type { ListColumn } from '../../../contract.ts';
import type { Filters } from './filters.ts';

/** What a list can show of each ticket, with the width that it wants, as a track of a grid. */
const tracks: Readonly<Record<ListColumn, string>> = {
  next: 'minmax(10rem, 15rem)',
  ticket: 'minmax(12rem, 1fr)',
  state: '9rem',
  owner: '9rem',
  updated: '6.5rem',
  category: '8rem',
  service: '8rem',
  tags: 'minmax(6rem, 12rem)',
  channel: '6rem',
  opened: '6.5rem',
};

export const allColumns = Object.keys(tracks) as ListColumn[];

/** Where nobody chose. */
export const defaultColumns: readonly ListColumn[] = [
  'next',
  'ticket',
  'state',
  'owner',
  'updated',
];

/** The columns in the address; those of the list where it has none. What leads to a ticket stays. */
export function columnsOf({ columns }: Filters): readonly ListColumn[] {
  const asked = (columns ?? '').split(',');
  const known = [...new Set(asked)].flatMap((one) => allColumns.find((each) => each === one) ?? []);
  if (known.length === 0) return defaultColumns;
  return known.includes('ticket') ? known : ['ticket', ...known];
}

/** The tracks of a row, before which its box to select it stands. */
export function templateOf(columns: readonly ListColumn[]): string {
  return ['1.5rem', ...columns.map((column) => tracks[column])].join(' ');
}
