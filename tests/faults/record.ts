import type { TicketCommandRow, TicketEventRow, TicketRow } from '../../database/tables.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Operation } from './ledger.ts';

/** All that is to be known of a desk at rest: what people heard, every row, every history. */
export interface DeskRecord {
  /** By this machine's clock; a ticket whose time was moved ahead has its own. */
  now: number;
  /** Temporal was put back to an older copy: what ended meanwhile is in rows alone. */
  wasRestored: boolean;
  operations: Operation[];
  rows: DeskRows;
  workflows: Map<string, WorkflowRecord>;
  warehouse: WarehouseRecord;
}

export type EventRow = Pick<
  TicketEventRow,
  'ticket_id' | 'seq' | 'type' | 'at' | 'actor_kind' | 'actor_id' | 'command_id' | 'data'
>;

export interface DeskRows {
  tickets: TicketRow[];
  /** By ticket and sequence number. */
  events: EventRow[];
  contents: { ticket_id: string; subject: string; description: string }[];
  messages: { message_id: string; ticket_id: string; body: string }[];
  notes: { note_id: string; ticket_id: string; body: string }[];
  /** Every command that was ever intended; `seq` is null until its events are rows. */
  commands: Pick<TicketCommandRow, 'command_id' | 'ticket_id' | 'seq' | 'intended_at'>[];
  /** Promises that nobody has kept yet, in words. */
  promises: string[];
  alarms: string[];
}

/** One ticket as Temporal has it, over all its runs. */
export interface WorkflowRecord {
  status: 'running' | 'completed' | 'failed' | 'terminated' | 'other';
  /** What the workflow says of itself; null where it does not answer. */
  state: Record<string, unknown> | null;
  /** Why it did not. */
  silence?: string;
  /** Every event that any of its histories holds, one for each time it is there. */
  events: TicketEvent[];
  /** Instants at which an open timer of the last run fires. */
  timersAt: number[];
  /** Ids of updates that were accepted and never answered. */
  openUpdates: string[];
  pendingActivities: string[];
  /** How far the ticket's clock is ahead of the machine's; null where that is not known. */
  aheadMs: number | null;
}

export interface WarehouseRecord {
  /** Tables that came out otherwise when the warehouse was made again from nothing. */
  differences: string[];
  /** Events in the warehouse. */
  eventCount: number;
  /** Events in the rows, before the warehouse was made and after. */
  deskEventCounts: [number, number];
}

/** Something that must never be, in words that name it. */
export interface Finding {
  code: FindingCode;
  /** The ticket or the operation it is about. */
  subject: string;
  text: string;
}

export const findingCodes = [
  'lost',
  'done_twice',
  'done_though_refused',
  'other_answer',
  'answer_behind',
  'text_lost',
  'text_twice',
  'text_changed',
  'gap',
  'row_missing',
  'row_unknown',
  'row_differs',
  'history_contradicts_itself',
  'state_differs',
  'no_owner',
  'no_deadline',
  'no_timer',
  'workflow_missing',
  'workflow_ended',
  'deadline_early',
  'deadline_late',
  'deadline_missed',
  'one_sided',
  'unfinished',
  'alarm',
  'warehouse_differs',
] as const;
export type FindingCode = (typeof findingCodes)[number];
