import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { desk } from '../../client/desk.ts';
import { isAgent, me } from '../../client/session.ts';
import type { ResultColumn, ResultTable } from '../arrow_table.ts';
import { type AgentNames, headingOf, worded } from './ticket_columns.ts';

/** What tickets are about, as far as whoever is looking may know; read as they come into view. */
export interface Subjects {
  /** Null until it was read, and where it is not for us to know. */
  of(ticketId: string): string | null;
  /** Reads those of all of these. @throws where the desk does not answer */
  readAll(ticketIds: Iterable<string>): Promise<void>;
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

  /** Whether all of them were answered. */
  async function read(ids: readonly string[]): Promise<boolean> {
    for (let at = 0; at < ids.length; at += readAtOnce) {
      const id = ids.slice(at, at + readAtOnce);
      const answer = await desk.listTickets({ query: { id, limit: readAtOnce } });
      if (!answer.isOk) return false;
      const found = answer.data.items.map((one) => [one.id, one.subject] as const);
      known.value = new Map([...known.value, ...found]);
    }
    return true;
  }

  function readWanted(): void {
    const ids = wanted;
    wanted = [];
    // What was not answered is asked again when it comes into view again.
    void read(ids).then((isRead) => {
      if (!isRead) for (const id of ids) asked.delete(id);
    });
  }

  return {
    of(ticketId) {
      // Analysts count tickets, and read none.
      if (me.value && isAgent(me.value) && !asked.has(ticketId)) {
        if (wanted.length === 0) setTimeout(readWanted);
        asked.add(ticketId);
        wanted.push(ticketId);
      }
      return known.value.get(ticketId) ?? null;
    },
    async readAll(ticketIds) {
      const unknown = [...new Set(ticketIds)].filter((id) => !known.value.has(id));
      if (!(await read(unknown)))
        throw new Error('The subjects of these tickets cannot be read now');
    },
  };
}

const subjectColumn: ResultColumn = { name: 'subject', type: 'Utf8', kind: 'text', room: 36 };
const first = ['number', 'subject', 'status'];

/**
 * The rows behind a number as people know tickets: by number, subject and status, in the words of the
 * screen, each leading to the ticket where that is for whoever is looking.
 */
export function namedTickets(
  table: ResultTable,
  subjects: Subjects,
  agents: AgentNames,
): ResultTable {
  const names = table.columns.map(({ name }) => name);
  const idAt = names.indexOf('ticket_id');
  if (idAt === -1) return table;
  const mayOpen = me.value !== undefined && me.value !== null && isAgent(me.value);
  const given = table.columns.filter(({ name }) => name !== 'ticket_id');
  const all = mayOpen ? [subjectColumn, ...given] : given;
  const place = ({ name }: ResultColumn) => (first.includes(name) ? first.indexOf(name) : 9);
  const columns = all
    .toSorted((a, b) => place(a) - place(b))
    .map((column) => ({
      ...column,
      title: headingOf(column.name, column.kind),
      kind: kindOf(column),
    }));
  const idOf = (row: number) => String(table.cell(row, idAt));
  return {
    columns,
    rowCount: table.rowCount,
    ...(mayOpen && {
      complete: () =>
        subjects.readAll(Array.from({ length: table.rowCount }, (_, row) => idOf(row))),
    }),
    cell(row, column) {
      const { name = '' } = columns[column] ?? {};
      if (name === 'subject') return subjects.of(idOf(row));
      return worded(name, table.cell(row, names.indexOf(name)), agents);
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
