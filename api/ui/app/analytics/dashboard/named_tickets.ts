import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { priorities, statuses } from '../../../../../workflows/domain/ticket.ts';
import { desk } from '../../client/desk.ts';
import { isAgent, me } from '../../client/session.ts';
import { readable, t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import type { Cell, ResultColumn, ResultTable } from '../arrow_table.ts';

/** What tickets are about, as far as whoever is looking may know; read as they come into view. */
export interface Subjects {
  /** Null until it was read, and where it is not for us to know. */
  of(ticketId: string): string | null;
}

/** The most that the API gives at once. */
const readAtOnce = 200;

export function useSubjects(): Subjects {
  const known = useSignal<ReadonlyMap<string, string | null>>(new Map());
  return useMemo(() => openSubjects(known), []);
}

function openSubjects(known: Signal<ReadonlyMap<string, string | null>>): Subjects {
  const asked = new Set<string>();
  let wanted: string[] = [];

  async function read(): Promise<void> {
    const ids = wanted;
    wanted = [];
    for (let at = 0; at < ids.length; at += readAtOnce) {
      const id = ids.slice(at, at + readAtOnce);
      const answer = await desk.listTickets({ query: { id, limit: readAtOnce } });
      if (!answer.isOk) return;
      const found = answer.data.items.map((one) => [one.id, one.subject] as const);
      known.value = new Map([...known.value, ...found]);
    }
  }

  return {
    of(ticketId) {
      // Analysts count tickets, and read none.
      if (me.value && isAgent(me.value) && !asked.has(ticketId)) {
        if (wanted.length === 0) setTimeout(() => void read());
        asked.add(ticketId);
        wanted.push(ticketId);
      }
      return known.value.get(ticketId) ?? null;
    },
  };
}

const subjectColumn: ResultColumn = { name: 'subject', type: 'Utf8', kind: 'text', room: 36 };
const first = ['number', 'subject', 'status'];

/**
 * The rows behind a number as people know tickets: by number, subject and status, in the words of the
 * screen, each leading to the ticket where that is for whoever is looking.
 */
export function namedTickets(table: ResultTable, subjects: Subjects): ResultTable {
  const names = table.columns.map(({ name }) => name);
  const idAt = names.indexOf('ticket_id');
  if (idAt === -1) return table;
  const mayOpen = me.value !== undefined && me.value !== null && isAgent(me.value);
  const given = table.columns.filter(({ name }) => name !== 'ticket_id');
  const all = mayOpen ? [subjectColumn, ...given] : given;
  const place = ({ name }: ResultColumn) => (first.includes(name) ? first.indexOf(name) : 9);
  const columns = all
    .toSorted((a, b) => place(a) - place(b))
    .map((column) => ({ ...column, title: headingOf(column.name), kind: kindOf(column) }));
  const idOf = (row: number) => String(table.cell(row, idAt));
  return {
    columns,
    rowCount: table.rowCount,
    cell(row, column) {
      const { name = '' } = columns[column] ?? {};
      if (name === 'subject') return subjects.of(idOf(row));
      return worded(name, table.cell(row, names.indexOf(name)));
    },
    linkAt(row, column) {
      const { name = '' } = columns[column] ?? {};
      const leads = mayOpen && (name === 'number' || name === 'subject');
      return leads ? `/tickets/${encodeURIComponent(idOf(row))}` : null;
    },
  };
}

/** A number of a ticket is its name, and is not counted with. */
function kindOf({ name, kind }: ResultColumn): ResultColumn['kind'] {
  return name === 'number' ? 'text' : kind;
}

/** What a column is called on the screen. */
export function headingOf(name: string): string {
  switch (name) {
    case 'number':
    case 'subject':
    case 'status':
    case 'priority':
    case 'group_id':
    case 'category':
      return t(`ticket_column.${name}`);
    default:
      return readable(name);
  }
}

/** A value of a column in the words of the screen. */
export function worded(name: string, cell: Cell): Cell {
  if (cell === null) return null;
  const word = String(cell);
  switch (name) {
    case 'number':
      return `#${word}`;
    case 'status': {
      const status = statuses.find((each) => each === word);
      return status ? t(`status.${status}`) : word;
    }
    case 'priority': {
      const priority = priorities.find((each) => each === word);
      return priority ? t(`priority.${priority}`) : word;
    }
    case 'group_id':
    case 'from_group_id':
    case 'to_group_id':
      return titleOf('groups', word);
    case 'category':
      return titleOf('categories', word);
    default:
      return cell;
  }
}
