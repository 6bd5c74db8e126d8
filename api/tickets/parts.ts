import type { ApprovalSeats } from '../../database/approvers.ts';
import type { Status, TicketState } from '../../workflows/domain/ticket.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import type { Account } from '../people/directory.ts';
import type { Attachment } from './attachments/contract.ts';
import type { AffectedItem, NamedTicket, Person } from './contract.ts';

/** A text of a ticket as its row has it. */
export interface TextRow {
  body: string;
  outcome: string | null;
  ruledOut: string | null;
}

/** What a ticket is about, as its row has it; null where that cannot be read now. */
export interface TicketContent {
  origin: 'live' | 'import' | 'demo';
  number: number | null;
  subject: string | null;
  description: string | null;
}

export interface LinkedTicket {
  number: number;
  subject: string;
  /** Null until its first events are projected. */
  status: Status | null;
  /** Which ticket stands for it now, where it was merged. */
  followedOn: NamedTicket | null;
}

/** The major incident that a ticket reports. */
export interface ReportedIncident {
  number: number;
  /** What everybody is told. */
  statement: string;
  isOpen: boolean;
}

/** A ticket with what its state only names: the texts and the people. */
export interface TicketParts extends TicketContent {
  state: TicketState;
  names: ReadonlyMap<string, string | null>;
  texts: ReadonlyMap<string, TextRow>;
  /** What it was opened with. */
  attachments?: Attachment[];
  /** What it is about that the caller may know of; absent where it is about nothing. */
  affected?: AffectedItem[];
  /** The ticket that stands for it now, where it was merged. */
  standing?: TicketState | undefined;
  /** The tickets it is linked to, or merged with, that the caller may know of. */
  linked?: ReadonlyMap<string, LinkedTicket>;
  /** Who decides what it waits for; absent where nobody asked. */
  seats?: ApprovalSeats;
  /** Whom its open pages go to next, by their number; absent where nobody is paged. */
  nextPaged?: ReadonlyMap<number, string | null>;
  /** What it reports, for whoever may know of it. */
  reports?: ReportedIncident | undefined;
}

/** What something of a ticket's past is shown with. */
export interface RecordParts extends Pick<TicketParts, 'names' | 'texts'> {
  processId: string;
}

export interface Viewpoint {
  account: Account;
  now: number;
}

export function groupRefOf(
  processId: string,
  group: string,
  { account }: Viewpoint,
): { id: string; title: string } {
  return { id: group, title: titleOf(processId, 'group', group, account.locale) };
}

export function personOf(id: string, names: TicketParts['names']): Person {
  return { id, name: names.get(id) ?? null };
}

export function textOf(id: string | null, texts: TicketParts['texts']): string | null {
  return id === null ? null : (texts.get(id)?.body ?? null);
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}

/** Minutes to a tenth: the unit people are promised things in. */
export function minutes(ms: number): number {
  return Math.round(ms / 6_000) / 10;
}
