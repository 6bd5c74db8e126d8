import type { FieldColumn, ListColumn } from '../../../contract.ts';
import { isMessage, readable, t } from '../words/language.ts';
import { allFields } from '../words/process.ts';
import type { Filters } from './filters.ts';

/** What every ticket has, whatever its process. */
export type OwnColumn = Exclude<ListColumn, FieldColumn>;

/** What a list can show of each ticket, with the width that it wants, as a track of a grid. */
const tracks: Readonly<Record<OwnColumn, string>> = {
  next: 'minmax(10rem, 23%)',
  ticket: 'minmax(12rem, 1fr)',
  state: '10.5rem',
  owner: '9rem',
  updated: '7.25rem',
  category: '8rem',
  service: '8rem',
  tags: 'minmax(6rem, 12rem)',
  channel: '6rem',
  opened: '6.5rem',
};

const fieldTrack = 'minmax(6rem, 11rem)';

const ownColumns = Object.keys(tracks) as OwnColumn[];

/** Those that can be chosen: what every ticket has, then the fields of the processes that are known. */
export function allColumns(): ListColumn[] {
  return [...ownColumns, ...allFields().map(({ id }): FieldColumn => `field.${id}`)];
}

export function isOwnColumn(column: ListColumn): column is OwnColumn {
  return Object.hasOwn(tracks, column);
}

/** The name of the field that is shown. */
export function fieldOfColumn(column: FieldColumn): string {
  return column.slice('field.'.length);
}

export function columnTitle(column: ListColumn): string {
  const key = `column.${column}`;
  if (isMessage(key)) return t(key);
  const id = column.slice('field.'.length);
  return allFields().find((field) => field.id === id)?.title ?? readable(id);
}

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
  const known = [...new Set(asked)].flatMap((one) => listColumn(one) ?? []);
  if (known.length === 0) return defaultColumns;
  return known.includes('ticket') ? known : ['ticket', ...known];
}

function listColumn(word: string): ListColumn | undefined {
  if (/^field\../.test(word)) return word as FieldColumn;
  return ownColumns.find((each) => each === word);
}

/** The tracks of a row, before which its box to select it stands. */
export function templateOf(columns: readonly ListColumn[]): string {
  return [
    '1.5rem',
    ...columns.map((column) => (isOwnColumn(column) ? tracks[column] : fieldTrack)),
  ].join(' ');
}
