import { getMetric } from '../../analytics/catalogue.ts';
import type { ArticleFacts } from '../../analytics/facts/articles.ts';
import { type AuditFacts, auditTables } from '../../analytics/facts/audit.ts';
import { factsOf, ticketTables } from '../../analytics/facts/facts.ts';
import { itemTables } from '../../analytics/facts/items.ts';
import { knownProcess } from '../../analytics/facts/known_process.ts';
import { type MailFacts, mailTables } from '../../analytics/facts/mails.ts';
import { type OutgoingMailFacts, outgoingMailTables } from '../../analytics/facts/mails_out.ts';
import type { SourceRun } from '../../analytics/facts/playbooks.ts';
import type { ProblemFacts } from '../../analytics/facts/problems.ts';
import { type SessionFacts, sessionTables } from '../../analytics/facts/sessions.ts';
import { type SourceTicket, sourceEvent } from '../../analytics/facts/source_ticket.ts';
import { insertStaged } from '../../analytics/merge.ts';
import { finishTables } from '../../analytics/publish.ts';
import { Staging } from '../../analytics/stage.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import { playbookRunId } from '../../workflows/domain/playbooks.ts';
import { isOpen } from '../../workflows/domain/ticket.ts';
import type { EventBatch } from '../../workflows/ports.ts';
import { always, office, process, type Ticket } from '../domain/desk.ts';

/** The small desk of the rules' tests keeps its hours in UTC: so do the dates of these tests. */
export const zone = 'UTC';

const keptHours = [office, always].map((hours) => ({ ...hours, firstSeenAt: 0, lastSeenAt: 0 }));

/** What ran of playbooks on it, which its workflow does not know. */
export interface WithRuns {
  runs?: SourceRun[];
}

/** For whom it was opened, which its workflow does not know. */
export interface OfCustomer {
  customer?: string | null;
}

/** A run as the desk's database would have it: of `lend`, done in an hour, unless `run` says otherwise. */
export function runOf({ state }: Pick<Ticket, 'state'>, run: Partial<SourceRun> = {}): SourceRun {
  const { n = 1, startedAt = state.openedAt } = run;
  return {
    ...{ runId: playbookRunId(state.ticketId, n), n, playbook: 'lend', version: 1 },
    ...{ retryOf: null, fromStep: null, status: 'done', parkedStep: null, parkedPlace: null },
    ...{ startedAt, endedAt: startedAt + 3_600_000, steps: [], ...run },
  };
}

/** A ticket of the real core, as the desk's database would hand it to the exporter. */
export function sourceOf(
  ticket: Pick<Ticket, 'state' | 'events'> & Partial<Pick<Ticket, 'rules'>> & WithRuns & OfCustomer,
  number = 1,
): SourceTicket {
  const { state, events, runs = [] } = ticket;
  return {
    ticketId: state.ticketId,
    number,
    origin: 'live',
    isOpen: isOpen(state),
    lastSeq: state.seq,
    customer: ticket.customer ?? null,
    problemId: state.links.find(({ kind }) => kind === 'problem')?.id ?? null,
    state: JSON.parse(JSON.stringify(state)),
    runs,
    known: knownProcess([ticket.rules?.process ?? process], keptHours),
    events: events.map((event) =>
      sourceEvent({
        ...event,
        dataText: JSON.stringify(event.data),
        source: event.source ?? null,
      }),
    ),
  };
}

export function batchOf(ticket: Ticket): EventBatch {
  return { ticketId: ticket.state.ticketId, events: ticket.events };
}

let ticketCount = 0;

export function nextTicketId(): string {
  ticketCount += 1;
  return `tkt-${String(ticketCount).padStart(26, '0')}`;
}

export type KnowledgeFacts = SessionFacts | ArticleFacts;

/** A warehouse in memory that holds these tickets and knows the desk up to `through`. */
export async function warehouseOf(
  tickets: Ticket[],
  through: number,
  businessZone = zone,
  knowledge: KnowledgeFacts[] = [],
  problems: ProblemFacts[] = [],
  audit: AuditFacts[] = [],
  mail: (MailFacts | OutgoingMailFacts)[] = [],
): Promise<Warehouse> {
  const warehouse = await Warehouse.create(':memory:', {
    recipe: '',
    source: '',
    businessZone,
    xid: '0',
    position: '0',
  });
  const tables = [
    ...ticketTables,
    ...sessionTables,
    ...auditTables,
    'articles',
    ...itemTables,
    ...mailTables,
    ...outgoingMailTables,
    'problems',
  ] as const;
  const staging = await Staging.create(warehouse, businessZone, tables);
  await staging.fill([
    ...tickets.map((ticket) => factsOf(sourceOf(ticket), (id) => `~${id}`)),
    ...knowledge,
    ...problems,
    ...audit,
    ...mail,
  ]);
  await insertStaged(warehouse, staging);
  await finishTables(warehouse, through);
  return warehouse;
}

export interface Cut {
  from: string;
  to: string;
  period?: string;
  segment?: string;
}

/** Runs a metric's file as it is, on a warehouse. */
export async function rowsOfMetric(
  warehouse: Warehouse,
  name: string,
  { from, to, period = 'none', segment = 'all' }: Cut,
): Promise<Record<string, unknown>[]> {
  const reader = await warehouse.connection.runAndReadAll(
    `select * from (${getMetric(name).sql})`,
    { from, to, period, segment, only_group: null, only_priority: null, only_customer: null },
  );
  return reader.getRowObjectsJson().map((row) => numbered(row));
}

type TableRow = Record<string, unknown>;

/** Rows in the columns that the first of `expected` names. */
export function inColumnsOf([first = {}]: TableRow[], rows: TableRow[]): TableRow[] {
  const columns = Object.keys(first);
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
}

function numbered(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
    ]),
  );
}
