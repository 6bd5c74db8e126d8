import type { CompiledCalendar } from './calendar.ts';
import type { Candidate, EventSource } from './events.ts';
import type { ProcessSnapshot } from './process.ts';
import type {
  Actor,
  Channel,
  DiagnosticStepKind,
  Level,
  Link,
  LinkKind,
  ManualPendingReason,
  Priority,
  RequesterTier,
  TicketType,
  Visibility,
} from './ticket.ts';

/** Who asked, and by which command; `source` only where a log is imported. */
export interface By {
  actor: Actor;
  commandId: string;
  source?: EventSource;
}

/** How a ticket begins. Facts about text were evaluated where the text is. */
export interface OpenTicket {
  ticketId: string;
  type?: TicketType;
  channel: Channel;
  category?: string | null;
  service?: string | null;
  impact?: Level;
  urgency?: Level;
  facts?: string[];
  requesterId: string;
  requesterTier: RequesterTier;
  /** What it has to do with from its first moment: where it was split from, whom it follows. */
  links?: Link[];
}

/** What people (and programs for them) can ask of a ticket. Keys are the names of the updates. */
export interface CommandPayload {
  addMessage: { messageId: string; visibility: Visibility; isAutomatic?: boolean };
  /** Neither group nor assignee: hand it to the allocator again. */
  assign: { group?: string; assignee?: string | null; noteId?: string | null };
  /** An agent takes the ticket in charge; unassigned tickets become theirs. */
  accept: Record<never, never>;
  classify: {
    type?: TicketType;
    category?: string | null;
    service?: string | null;
    impact?: Level;
    urgency?: Level;
    /** An override; null goes back to the matrix. */
    priority?: Priority | null;
    noteId?: string | null;
  };
  addDiagnosticStep: {
    stepId: string;
    kind: DiagnosticStepKind;
    runbookStep?: string | null;
    hasRuledOut: boolean;
  };
  escalate: {
    /** `downward` sends a ticket back to a lower tier: its note says why, `reason` is left out. */
    kind: 'functional' | 'hierarchical' | 'downward';
    reason?: string | null;
    noteId?: string | null;
    requestedOutcomeId?: string | null;
  };
  acceptEscalation: { n: number };
  refuseEscalation: { n: number; noteId?: string | null };
  /** `n`, where given, must be the approval the ticket waits for. */
  approve: { n?: number; noteId?: string | null };
  /** Not approved: the ticket is resolved with the code of its approval rule. */
  refuseApproval: { n?: number; noteId?: string | null };
  link: { kind: LinkKind; id: string };
  unlink: { kind: LinkKind; id: string };
  declareMajor: { noteId?: string | null };
  withdrawMajor: { noteId?: string | null };
  setPending: {
    reason: ManualPendingReason;
    until?: number | null;
    noteId?: string | null;
  };
  endPending: Record<never, never>;
  resolve: {
    code: string;
    noteId?: string | null;
    rootCauseId?: string | null;
    articleId?: string | null;
    /** Its children are resolved with it: those who reported the same major incident. */
    isForChildren?: boolean;
  };
  reopen: { noteId?: string | null };
  close: { noteId?: string | null };
  cancel: { noteId?: string | null };
  recordSatisfaction: { score: number; commentId?: string | null };
  merge: { into: string; noteId?: string | null };
  unmerge: Record<never, never>;
  /** News of a major incident, told to each ticket that reports it. */
  receiveMessage: { messageId: string; fromTicketId: string };
  /** Told to the survivor, once per ticket merged into it. */
  receiveMerge: { ticketId: string };
  undoMerge: { ticketId: string };
  /** What the allocator decided; refused quietly when the ticket no longer waits. */
  takeAssignment: {
    decisionId: string;
    assignee: string;
    group: string;
    strategy: string;
    candidates: Candidate[];
  };
  migrateProcess: { process: ProcessSnapshot; calendars: Record<string, CompiledCalendar> };
}

export type CommandName = keyof CommandPayload;

/** A command of one of these names, with who gives it. */
export type Command<N extends CommandName = CommandName> = {
  [K in N]: { name: K } & By & CommandPayload[K];
}[N];

/** A deadline is an action like any other: the same core decides what time does. */
export type Action =
  | ({ name: 'open' } & By & OpenTicket)
  | Command
  | { name: 'timeout' }
  | {
      name: 'replaceCalendars';
      calendars: Record<string, CompiledCalendar>;
      cause: 'calendar' | 'horizon';
    }
  | ({ name: 'annotate'; reason: string; refused: string | null } & By);
