import type { Operations, TicketSummary } from '../../../contract.ts';
import { ticketSorts } from '../words/words.ts';
import {
  askedFields,
  type FieldFilters,
  fieldFiltersIn,
  fieldSortIn,
  fieldsMatch,
} from './field_filters.ts';

/** What the list shows, as it stands in the URL; the names are those of the API. */
export type Filters = Partial<Record<FilterName, string>> & FieldFilters;
export type FilterName = (typeof filterNames)[number];

const filterNames = [
  'q',
  'open',
  'status',
  'group',
  'assignee',
  'requester',
  'priority',
  'tier',
  'tag',
  'affected',
  'follower',
  'myGroups',
  'unanswered',
  'due',
  'vip',
  'breached',
  'process',
  'processVersion',
  'waitsFor',
  'playbook',
  'playbookStep',
  'sort',
  'columns',
] as const;

export interface View {
  id:
    | 'open'
    | 'mine'
    | 'my_groups'
    | 'unassigned'
    | 'waiting'
    | 'due'
    | 'vip'
    | 'followed'
    | 'breached'
    | 'resolved'
    | 'all';
  filters: Filters;
}

/** The questions an agent asks all day, each an address of its own. */
export const views: readonly View[] = [
  { id: 'open', filters: { open: 'true' } },
  { id: 'mine', filters: { open: 'true', assignee: 'me' } },
  { id: 'my_groups', filters: { open: 'true', myGroups: 'true' } },
  { id: 'unassigned', filters: { open: 'true', assignee: 'none' } },
  { id: 'waiting', filters: { open: 'true', assignee: 'me', unanswered: 'true' } },
  { id: 'due', filters: { open: 'true', due: 'day' } },
  { id: 'vip', filters: { open: 'true', vip: 'true' } },
  { id: 'followed', filters: { open: 'true', follower: 'me' } },
  { id: 'breached', filters: { open: 'true', breached: 'true' } },
  { id: 'resolved', filters: { status: 'resolved', sort: '-updatedAt' } },
  { id: 'all', filters: { sort: '-openedAt' } },
];

/** Without any word in the URL, the list shows what is open. */
export function filtersFrom(query: Record<string, string>): Filters {
  const said = filterNames.filter((name) => query[name]);
  const fields = fieldFiltersIn(query);
  const isSilent = said.length + Object.keys(fields).length === 0;
  if (isSilent && query.all !== 'true') return { open: 'true' };
  return { ...(Object.fromEntries(said.map((name) => [name, query[name]])) as Filters), ...fields };
}

export function pathOf(filters: Filters): string {
  const query = queryOf(filters);
  return query === '' ? '/tickets?all=true' : `/tickets?${query}`;
}

export function queryOf(filters: Filters): string {
  const said = filterNames.flatMap((name): [string, string][] => {
    const value = filters[name];
    return value ? [[name, value]] : [];
  });
  const fields = Object.entries(fieldFiltersIn(filters)).map(([name, value = '']) => [name, value]);
  return new URLSearchParams([...said, ...fields]).toString();
}

/** Those that the API is asked with the words that the address has. */
const wordFilters = [
  'q',
  'status',
  'group',
  'assignee',
  'requester',
  'priority',
  'tier',
  'tag',
  'affected',
  'follower',
  'process',
  'waitsFor',
  'playbook',
  'playbookStep',
] as const satisfies readonly FilterName[];

/**
 * The same, as the API is asked for it; a sort that nobody knows is left to the API's own. Who
 * searches wants to find it, open or not: that filter waits until the search is cleared.
 */
export function apiQueryOf(filters: Filters): Operations['listTickets']['query'] {
  const { open, breached, sort, myGroups, unanswered, vip, due, processVersion } = filters;
  const words = Object.fromEntries(
    wordFilters.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])),
  );
  const flag = (value: string | undefined) => (value ? value === 'true' : undefined);
  const known = ticketSorts.find((each) => each === sort) ?? fieldSortIn(sort);
  const isOpen = filters.q ? undefined : flag(open);
  // What is reported again and again is one thing to do: the row of the major incident.
  const report = isOpen ? false : undefined;
  return {
    ...words,
    ...askedFields(filters),
    open: isOpen,
    breached: flag(breached),
    myGroups: flag(myGroups),
    unanswered: flag(unanswered),
    vip: flag(vip),
    processVersion: processVersion ? Number(processVersion) : undefined,
    due: due === 'day' || due === 'overdue' ? due : undefined,
    sort: known,
    report,
  };
}

/** The ticket that a search names by its number; it is found whatever the other filters say. */
export function numberIn({ q }: Filters): number | null {
  const digits = /^#?(\d{1,15})$/.exec(q ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

export function isView(view: View, filters: Filters): boolean {
  return queryOf(view.filters) === queryOf(filters);
}

/**
 * Whether a changed ticket belongs in the list. Undefined where only the API can say.
 * @param myId what `me` stands for
 */
export function matches(
  filters: Filters,
  ticket: TicketSummary,
  myId: string,
): boolean | undefined {
  // Whether its parent is a major incident, only the API can say, nor is this in a row of the list.
  const { q, follower, myGroups, unanswered, due, process, processVersion, waitsFor } = filters;
  const { playbook, playbookStep } = filters;
  if (q || follower || myGroups || unanswered || due) return undefined;
  if (process || processVersion || waitsFor || playbook || playbookStep) return undefined;
  if (filters.open === 'true' && ticket.parent !== null) return undefined;
  const account = (value: string) => (value === 'me' ? myId : value);
  const hasFields = fieldsMatch(filters, ticket, account);
  if (hasFields !== true) return hasFields;
  const checks: Partial<Record<FilterName, (value: string) => boolean>> = {
    open: (value) => String(ticket.isOpen) === value,
    status: (value) => value.split(',').includes(ticket.status),
    group: (value) => value.split(',').includes(ticket.group.id),
    assignee: (value) =>
      value === 'none' ? ticket.assignee === null : ticket.assignee?.id === account(value),
    requester: (value) => ticket.requester.id === account(value),
    priority: (value) => value.split(',').includes(ticket.priority),
    tier: (value) => value.split(',').includes(String(ticket.tier)),
    breached: (value) => String(ticket.isBreached) === value,
    vip: (value) => String(ticket.requester.tier === 'vip') === value,
    tag: (value) => value.split(',').some((word) => ticket.tags.includes(word)),
  };
  return filterNames.every((name) => {
    const value = filters[name];
    return !value || (checks[name]?.(value) ?? true);
  });
}
