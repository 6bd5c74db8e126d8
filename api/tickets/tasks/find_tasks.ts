import type { Knex } from 'knex';
import type { Database } from '../../../database/connection.ts';
import type { Task, TicketState } from '../../../workflows/domain/ticket.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../../http/cursor.ts';
import { withDatabase } from '../../http/database.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../../http/order.ts';
import type { PageQuery } from '../../http/parameters.ts';
import type { Account, AccountDirectory } from '../../people/directory.ts';
import { personOf } from '../parts.ts';
import { notesOf } from '../texts.ts';
import type { ListedTask, TaskCounts, taskScopes } from './contract.ts';
import { taskView, textIdsOfTask } from './task_view.ts';

export interface TaskFilter {
  scope?: (typeof taskScopes)[number] | undefined;
  group?: string | undefined;
  isOverdue?: boolean | undefined;
  /** Those that can be worked on, or those that wait for others. */
  isReady?: boolean | undefined;
}

const pageSizeDefault = 50;
const orderName = 'due';

/** What is due first comes first; what has no date comes last, the oldest first. */
const order: Order = {
  columns: [
    [
      "coalesce(to_timestamp((work.task ->> 'dueAt')::bigint / 1000.0), timestamptz '9999-01-01')",
      'instant',
    ],
    ["to_timestamp((work.task ->> 'addedAt')::bigint / 1000.0)", 'instant'],
    ['tickets.ticket_id', 'word'],
    ["(work.task ->> 'n')::int", 'integer'],
  ],
  direction: 'asc',
};

interface Row {
  number: string;
  subject: string;
  state: TicketState;
  task: Task;
  position: unknown[];
}

/** Open tasks, as they are due. Those of a ticket that rests, merged into another, are none. */
export function findTasks(
  { database, accounts }: { database: Database; accounts: AccountDirectory },
  account: Account,
  { cursor, limit = pageSizeDefault, ...filter }: PageQuery & TaskFilter,
): Promise<Page<ListedTask>> {
  const after = decodeCursor(cursor, orderName, kindsOf(order));
  return withDatabase(async () => {
    const query = openTasksOf(database, account, filter)
      .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
      .limit(limit + 1)
      .select<Row[]>(
        'ticket_contents.number',
        'ticket_contents.subject',
        'tickets.state',
        'work.task',
        database.raw(positionIn(order)),
      );
    applyOrder(query, order, after);
    const page = pageFrom(await query, limit, ({ position }) => encodeCursor(orderName, position));
    const people = page.items.flatMap(({ state, task }) => [
      ...[state.requesterId, task.assignee ?? []].flat(),
      ...(task.addedBy.kind === 'system' ? [] : [task.addedBy.id]),
    ]);
    const [names, texts] = await Promise.all([
      accounts.namesOf(people),
      notesOf(
        database,
        page.items.flatMap(({ task }) => textIdsOfTask(task)),
      ),
    ]);
    const viewpoint = { account, now: Date.now() };
    const items = page.items.map(({ state, task, number, subject }) => ({
      ticket: {
        ...{ id: state.ticketId, number: Number(number), subject },
        process: { id: state.processId, version: state.processVersion },
        priority: state.priority,
        requester: personOf(state.requesterId, names),
      },
      task: taskView(task, { state, names, texts }, viewpoint),
    }));
    return { ...page, items };
  });
}

export function countTasks(database: Database, account: Account): Promise<TaskCounts> {
  return withDatabase(async () => {
    const count = async (filter: TaskFilter) => {
      const [row] = await openTasksOf(database, account, filter).count<{ count: string }[]>();
      return Number(row?.count);
    };
    const [mine, queue, ...overdue] = await Promise.all([
      count({ scope: 'mine' }),
      count({ scope: 'queue' }),
      count({ scope: 'mine', isOverdue: true }),
      count({ scope: 'queue', isOverdue: true }),
    ]);
    return { mine, queue, overdue: overdue.reduce((sum, some) => sum + some, 0) };
  });
}

/** One row for each open task, as `work.task`, of `tickets`. */
function openTasksOf(
  database: Database,
  account: Account,
  { scope = 'groups', group, isOverdue, isReady }: TaskFilter,
): Knex.QueryBuilder {
  const query = database('tickets')
    .joinRaw(`cross join lateral jsonb_array_elements(tickets.state -> 'tasks') as work (task)`)
    .whereRaw(`tickets.task_group_ids <> '{}'`)
    .where('tickets.origin', 'live')
    .whereRaw(`work.task ->> 'outcome' = 'open'`);
  if (scope === 'mine') {
    query
      .whereRaw(`tickets.task_agent_ids <> '{}'`)
      .whereRaw('tickets.task_agent_ids @> array[?]::text[]', [account.id])
      .whereRaw(`work.task ->> 'assignee' = ?`, [account.id]);
  } else if (scope !== 'all') {
    whereInGroups(query, account);
    if (scope === 'queue') query.whereRaw(`work.task ->> 'assignee' is null`);
  }
  if (group !== undefined) {
    query
      .whereRaw('tickets.task_group_ids @> array[?]::text[]', [group])
      .whereRaw(`work.task ->> 'group' = ?`, [group]);
  }
  if (isOverdue !== undefined) {
    query.whereRaw(`(work.task ->> 'overdueAt' is not null) = ?`, [isOverdue]);
  }
  if (isReady !== undefined) {
    query.whereRaw(`(work.task ->> 'openedAt' is not null) = ?`, [isReady]);
  }
  return query;
}

/** A group is one of a process: another may have one of its name. */
function whereInGroups(query: Knex.QueryBuilder, { memberships }: Account): void {
  const places = Object.entries(memberships).flatMap(([process, groups]) =>
    groups.map((group) => `${process} ${group}`),
  );
  const groups = [...new Set(Object.values(memberships).flat())];
  query
    .whereRaw('tickets.task_group_ids && ?::text[]', [groups])
    .whereRaw(`tickets.process_id || ' ' || (work.task ->> 'group') = any(?::text[])`, [places]);
}
