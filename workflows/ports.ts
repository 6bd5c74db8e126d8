import type { CompiledCalendar } from './domain/calendar.ts';
import type { OnCallFound } from './domain/commands.ts';
import type { Candidate, TicketEvent } from './domain/events.ts';
import type { Delivery, OutgoingCommand } from './domain/outgoing_commands.ts';
import type { PlaybookBeginning } from './domain/playbooks.ts';
import type { CheckOutcome, CheckSubject, PageStep } from './domain/ticket.ts';
import type { CalendarVersions } from './messages.ts';

/** The effects the workflows need. Activities implement them; workflows only know this page. */
export interface TicketActivities {
  /**
   * Appends a batch to the projection in one transaction. Idempotent on (ticket, seq): a batch
   * repeated changes nothing; an event that differs from the one stored under its key raises an
   * alarm and fails without retry. The batch continues what is stored, without a gap.
   */
  recordEvents(batch: PumpedBatch): Promise<void>;
  /** The working intervals of a process's calendars from `fromAt` on, for another horizon. */
  compileCalendars(request: CalendarRequest): Promise<Record<string, CompiledCalendar>>;
  /**
   * Gives a command to another ticket, or to the one that stands for it now. Delivered twice, it is
   * done once.
   */
  deliverCommand(command: OutgoingCommand): Promise<Delivery>;
  /**
   * Finds the code that a run of a playbook keeps to, and writes down that it begins. Asked again it
   * answers as it did.
   */
  beginPlaybook(beginning: PlaybookBeginning): Promise<PlaybookBegun>;
  /** Who of a group is on call at a level of its escalation chain, at an instant; and what comes after. */
  findOnCall(asked: OnCallAsked): Promise<OnCallAnswer>;
}

export interface OnCallAsked extends PageStep {
  processId: string;
  group: string;
  /** Whom this round has paged. */
  tried: string[];
  at: number;
}

export interface OnCallAnswer {
  found: OnCallFound;
  next: PageStep | null;
}

/** Of which code a run is, and what else it is begun with; `unknown` where the desk has no such playbook. */
export type PlaybookBegun =
  | { kind: 'begun'; taskQueue: string; terms: PlaybookTerms }
  | { kind: 'unknown' };

export interface PlaybookTerms {
  version: number;
  input: Record<string, string | number | boolean>;
  /** What steps of the run before gave, by their keys. */
  kept: Record<string, unknown>;
}

export interface CheckActivities {
  /**
   * Asks the network, and keeps as a text of the ticket what was asked and answered. It is asked again
   * where that is not what was expected, as often as the attempts of the activity allow.
   */
  runCheck(asked: AskedCheck): Promise<CheckAnswer>;
}

export interface AskedCheck {
  ticketId: string;
  /** Of the text. */
  stepId: string;
  subject: CheckSubject;
  /** How long an attempt may take. */
  timeoutMs: number;
  /** Attempts at most: the last one is the answer, whatever it is. */
  attemptsMax: number;
}

export interface CheckAnswer {
  outcome: CheckOutcome;
  elapsedMs: number;
  /** What was heard, in the words of the network. */
  answer: string;
}

export interface EventBatch {
  ticketId: string;
  events: TicketEvent[];
}

/** Events that no sender was to write. */
export interface PumpedBatch extends EventBatch {
  /** Commands that ended among them. Where Postgres was away nobody said that they were intended. */
  commands?: { commandId: string; fingerprint: string; seq: number }[];
}

export interface AssignmentOffer {
  /** Those that the assignee has in the group. */
  assigneeSkills?: string[];
  decisionId: string;
  assignee: string;
  group: string;
  strategy: string;
  candidates: Candidate[];
}

export interface CalendarRequest {
  processId: string;
  processHash: string;
  calendars: string[];
  fromAt: number;
}

export interface WarehouseActivities {
  /** Exports what is new to the warehouse and publishes a snapshot when anything changed. */
  exportToWarehouse(): Promise<ExportSummary>;
}

export interface ExportSummary {
  ticketCount: number;
  eventCount: number;
  /** Name of the snapshot published, or null where nothing was new. */
  snapshot: string | null;
}

/** Which version of each calendar of a process counts now. */
export interface CalendarVersionsRequest {
  processId: string;
  versions: CalendarVersions;
}

export interface CalendarActivities {
  /** Tells every ticket of the process that could still count in its calendars. */
  announceVersions(request: CalendarVersionsRequest): Promise<{ ticketCount: number }>;
}

export interface MailingActivities {
  /** The period that is due, and who has not had its mail yet. */
  planMailing(due: { mailingId: string; dueAt: number }): Promise<MailingPlan>;
  /** Draws the dashboard and sends it; what went wrong is kept beside the mailing. */
  mailDashboard(delivery: MailDelivery): Promise<void>;
}

export interface MailingPlan {
  /** First date of the day, week or month: `2026-11-23`. */
  period: string;
  accountIds: string[];
}

export interface MailDelivery {
  mailingId: string;
  period: string;
  accountId: string;
}

export interface MailingRun {
  period: string;
  sentCount: number;
}

export interface WebhookActivities {
  /**
   * Sends what is due to a webhook's receiver, some of it at a time, and writes down what it answered.
   * What is sent when the worker dies is sent again, under the same id.
   */
  deliverToWebhook(request: WebhookRequest): Promise<WebhookOutlook>;
}

export interface WebhookRequest {
  webhookId: string;
  /** By the clock of the workflow. */
  at: number;
}

/** When there is something to send next; null where nothing is left. */
export interface WebhookOutlook {
  nextAt: number | null;
}

export interface OutgoingMailActivities {
  /**
   * Sends what is due by one mailbox, some of it at a time, and writes down what its server answered.
   * An attempt that dies with its worker is made again, and both are known.
   */
  sendDueMails(request: { queueId: string; at: number }): Promise<OutgoingMailOutlook>;
}

/** When there is something to send next; null where nothing waits. */
export interface OutgoingMailOutlook {
  nextAt: number | null;
}

export interface MailboxActivities {
  /**
   * Keeps what a mailbox's server has and the desk has not, then waits for more, for as long as it can:
   * it ends where the mailbox is changed, where it cannot be read, and now and then.
   */
  followMailbox(request: { mailboxId: string }): Promise<MailboxOutlook>;
}

/** When to go on; null where the mailbox is not to be followed, until it is changed. */
export interface MailboxOutlook {
  nextAt: number | null;
}

export interface MailActivities {
  /**
   * Reads a message and says what becomes of it; null where that is settled already.
   * @param request `isPatient`: an earlier message of its thread that has no fate yet goes first
   */
  judgeMail(request: {
    mailId: string;
    isPatient: boolean;
  }): Promise<JudgedMail | WaitingMail | null>;
  /**
   * Does it, and writes down that it is done. Done twice it is done once.
   * @returns false where the ticket has ended since it was judged, and `isLast` does not say that it is
   *   settled all the same
   */
  carryOutMail(request: { mailId: string; judged: JudgedMail; isLast: boolean }): Promise<boolean>;
}

/** A message whose turn is not yet: the mail before it. */
export interface WaitingMail {
  waitsFor: string;
}

/** What becomes of a message, without a word of it and without anybody's address. */
export interface JudgedMail {
  fate: string;
  reason: string | null;
  ticketId: string | null;
}
