import type { CommandPayload } from '../domain/commands.ts';
import type { OutgoingCommand } from '../domain/outgoing_commands.ts';
import type { Approval, RunStep } from '../domain/ticket.ts';
import type { CheckActivities } from '../ports.ts';
import type {
  OpenedTicket,
  PlaybookCommand,
  ResolutionOfTicket,
  SpokenCommand,
  TaskStep,
  Window,
} from './playbook.ts';

/** What runs of playbooks have done outside of their workflows. */
export interface PlaybookActivities extends CheckActivities {
  /** Writes the steps that changed, and how the run stands. Older news than what is written change nothing. */
  recordRun(record: RunRecord): Promise<void>;
  /** Gives a ticket a command that the playbook said, once. @throws `TicketRefused` */
  giveTicket(command: GivenByPlaybook): Promise<void>;
  /** The same for a word of the run itself. A ticket that is over hears nothing. */
  tellTicket(command: OutgoingCommand<ToldByRun>): Promise<void>;
  /** Cancels what is open of the tasks that a run added, and of what it asked the requester. */
  cancelTasks(run: { ticketId: string; runId: string; playbook: string }): Promise<void>;
  /** How an approval of a ticket stands that was asked last. */
  findApproval(asked: {
    ticketId: string;
    rule: string;
  }): Promise<{ outcome: Approval['outcome']; by: string | null }>;
  /**
   * How a ticket was resolved, or that it was cancelled.
   * @throws again while it is open; not again where there is none of that id
   */
  findResolution(asked: { ticketId: string }): Promise<ResolutionOfTicket>;
  /**
   * The hours of a calendar of the ticket's process at an instant, or the next after it.
   * @throws not again where the process has no such calendar, or nobody knows when it opens
   */
  findWindow(asked: { ticketId: string; calendar: string; from: number }): Promise<Window>;
  /** Texts of a ticket by their ids; those that were erased are empty. */
  readTexts(asked: { ids: string[] }): Promise<Record<string, string>>;
  callWebhook(call: { webhook: string; deliveryId: string; body: object }): Promise<void>;
  callActivity(call: { activity: string; argument: unknown }): Promise<unknown>;
}

/** What runs of playbooks have done by the API, which opens tickets. */
export interface PlaybookOpenings {
  /**
   * Opens a ticket, once for each key.
   * @throws `TicketRefused` with what is wrong, and what was expected
   */
  openTicket(asked: {
    playbook: string;
    key: string;
    /** As `POST /api/tickets` takes it. */
    ticket: object;
  }): Promise<OpenedTicket>;
}

/** A task as it is added, its texts in words. */
export type SpokenTask = Omit<TaskStep, 'name' | 'within'> & {
  withinMinutes?: number;
  run: RunStep;
};

/** A question to the requester, its texts in words. */
export interface SpokenConsent {
  title: string;
  note: string;
  withinMs: number;
  run: RunStep;
}

/** What a run says of itself. */
export type ToldByRun = 'parkPlaybook' | 'endPlaybook' | 'receivePlaybook';

export interface GivenByPlaybook {
  ticketId: string;
  runId: string;
  playbook: string;
  /** Of its step: given twice, it is done once. */
  commandId: string;
  name: PlaybookCommand | 'addTask' | 'requestApproval' | 'recordCheck' | 'requestConsent';
  spoken:
    | SpokenCommand
    | SpokenTask
    | { rule: string }
    | SpokenConsent
    | CommandPayload['recordCheck'];
}

export const stepKinds = [
  'command',
  'task',
  'approval',
  'consent',
  'ticket',
  'check',
  'webhook',
  'activity',
  'wait',
] as const;
export type PlaybookStepKind = (typeof stepKinds)[number];

export const stepStatuses = ['running', 'done', 'failed', 'cancelled', 'kept'] as const;
export type StepStatus = (typeof stepStatuses)[number];

/** A step as it is shown. */
export interface StepRecord {
  /** Its name, and which of those of that name it is. */
  key: string;
  /** 1 for the first that began. */
  position: number;
  name: string;
  kind: PlaybookStepKind;
  status: StepStatus;
  /** File and line of the playbook. */
  place: string | null;
  startedAt: number;
  endedAt: number | null;
  /** What it waits for, in words of its kind: a rule, an instant, a ticket. */
  waitsFor: Record<string, string | number> | null;
  /** What it gave, for whoever retries the run from a later step. */
  result?: unknown;
  problem: RunProblem | null;
}

export interface RunProblem {
  step: string | null;
  /** File and line of the playbook. */
  place: string | null;
  message: string;
}

export const runStatuses = ['running', 'done', 'cancelled', 'parked'] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface RunRecord {
  runId: string;
  /** Rises with each record of the run. */
  change: number;
  status: RunStatus;
  at: number;
  problem: RunProblem | null;
  steps: StepRecord[];
}
