import type { CommandName, CommandPayload } from '../domain/commands.ts';
import type { ApprovalOutcome, ConsentEnd, PlaybookTicket } from '../domain/playbooks.ts';
import type { CheckOutcome, DnsType, TicketType } from '../domain/ticket.ts';

/**
 * What an owner writes a playbook with. It runs as a workflow of Temporal's own: `await` may last for
 * weeks and survives every restart. What it does to the world it does by steps of `desk`; between them
 * it is plain TypeScript that must come to the same each time: no network, no files, no state outside
 * of the function. `palier playbook check` refuses what is not.
 */

type Title = Readonly<Record<'en' | 'fr', string>>;

/** What is asked of whoever starts it, by name. */
export type InputField = {
  title: Title;
  isOptional?: true;
} & (
  | { kind: 'text'; maxLength?: number }
  | { kind: 'choice'; options: Readonly<Record<string, Title>> }
  | { kind: 'number'; min?: number; max?: number }
  /** A day, `YYYY-MM-DD`. */
  | { kind: 'date' }
  | { kind: 'boolean' }
);
export type PlaybookInput = Readonly<Record<string, InputField>>;

type ValueOf<F extends InputField> = F extends { kind: 'number' }
  ? number
  : F extends { kind: 'boolean' }
    ? boolean
    : F extends { kind: 'choice'; options: infer O }
      ? keyof O & string
      : string;

/** The input as the playbook reads it. */
export type InputOf<I extends PlaybookInput> = {
  readonly [K in keyof I as I[K] extends { isOptional: true } ? never : K]: ValueOf<I[K]>;
} & {
  readonly [K in keyof I as I[K] extends { isOptional: true } ? K : never]?: ValueOf<I[K]>;
};

export interface Playbook<I extends PlaybookInput = PlaybookInput> {
  /** As rules and the API name it: small letters, digits and `_`. */
  name: string;
  /** Rises with each change of what it does. A run keeps to the code that it began with. */
  version: number;
  title: Title;
  input: I;
  /** What becomes of a run whose ticket is merged into another: it ends, where nothing is said. */
  onMerge?: 'cancel' | 'follow';
  /** More steps than this are taken for a loop that does not end; 1,000 where nothing is said. */
  stepsMax?: number;
  run(desk: Desk, ticket: PlaybookTicket, input: InputOf<I>): Promise<void>;
}

/** A playbook of any input, as the desk keeps it. */
export interface AnyPlaybook extends Omit<Playbook, 'run'> {
  // biome-ignore lint/suspicious/noExplicitAny: what its input is, it knows itself.
  run(desk: Desk, ticket: PlaybookTicket, input: any): Promise<void>;
}

/** Says what a playbook is; the types of its input follow from its fields. */
export function definePlaybook<const I extends PlaybookInput>(playbook: Playbook<I>): Playbook<I> {
  return playbook;
}

export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => minutes(count * 60);
/** Of 24 hours each. */
export const days = (count: number) => hours(count * 24);

/** What every step says: by its name it is shown on the ticket, and found again where it is retried. */
interface Named {
  name: string;
}

/** What a step may be retried with, and how long an attempt may take. In milliseconds. */
export interface Patience {
  timeout?: number;
  /** Attempts after the first; where they fail as well, the step fails. */
  retries?: number;
}

/** A task of people. What the process says of its `name` holds where nothing is said here. */
export interface TaskStep extends Named {
  /** One of the tasks of the process: its form, its group and its time are there. */
  task?: string;
  title?: string;
  description?: string;
  checklist?: readonly string[];
  group?: string;
  /** An account. */
  assignee?: string;
  /** So long from when it can be worked on, in milliseconds of its group's hours. */
  within?: number;
  dueAt?: number;
  /** The desk does not resolve the ticket before it has ended. */
  isRequired?: boolean;
  /** The requester sees it. */
  isShown?: boolean;
}

export interface TaskResult {
  outcome: 'done' | 'cancelled';
  /** Who ended it, by account. */
  by: string;
  /** What its form says, by name. */
  answers: Readonly<Record<string, string | number>>;
}

/** What another ticket begins with. What is not said is found as for any ticket: triage, routes, defaults. */
export interface NewTicket extends Named {
  subject: string;
  description: string;
  /** An account; the requester of the playbook's ticket where nothing is said. */
  requester?: string;
  /** A process by its id. */
  process?: string;
  type?: TicketType;
  category?: string;
  service?: string;
  impact?: string;
  urgency?: string;
  /** What its form asks for, by name. */
  fields?: Readonly<Record<string, string | number>>;
  /** Devices and services by their ids. */
  affected?: readonly string[];
  /** What it has to do with the playbook's ticket. */
  link?: 'related' | 'parent' | 'split_from' | 'follow_up_of';
}

export interface OpenedTicket {
  ticketId: string;
  /** As people call it. */
  number: number;
}

/** A question to the requester, in their words: yes or no. */
export interface ConsentStep extends Named {
  title: string;
  text: string;
  /** So long they may take to answer, in milliseconds; then it has lapsed. Half-way they are reminded. */
  within: number;
}

export interface ConsentResult {
  /** Yes alone is a consent. */
  isGiven: boolean;
  outcome: ConsentEnd;
}

export interface ApprovalResult {
  outcome: ApprovalOutcome;
  /** Who decided it, by account; null where nobody did in time. */
  by: string | null;
}

/** Where a secret of the desk stands in what an activity or a webhook is given. Its value is never here. */
export interface SecretReference {
  readonly $secret: string;
}

export function isSecretReference(value: unknown): value is SecretReference {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$secret' in value &&
    typeof value.$secret === 'string' &&
    Object.keys(value).length === 1
  );
}

/** How a check is asked: again, where `retries` says so, until the answer is what was expected. */
interface CheckStep extends Partial<Named>, Patience {
  /** The step of the category's runbook that it carries out. */
  runbookStep?: string;
}

/** What a check heard. It is a diagnostic step of the ticket, whatever it heard. */
export interface CheckHeard {
  isMet: boolean;
  outcome: Exclude<CheckOutcome, 'refused'>;
  /** In the words of the network: addresses, a status. */
  answer: string;
  elapsedMs: number;
}

/** Asked by the desk's worker, wherever it runs. An address that it may not reach fails the step. */
export interface Checks {
  /** Looks a name up. Without `type` its IPv4 addresses; without `expect`, that there are some. */
  dns(name: string, asked?: { type?: DnsType; expect?: string } & CheckStep): Promise<CheckHeard>;
  /** Whether something listens on a port. */
  tcp(host: string, port: number, asked?: CheckStep): Promise<CheckHeard>;
  /** Asks for a page: its status, any 2xx where none is said, and a text that it contains. */
  http(
    url: string,
    asked?: { status?: number; containing?: string } & CheckStep,
  ): Promise<CheckHeard>;
}

/** The texts of commands, which a playbook says in words, by the ids that commands have. */
interface SpokenNames {
  messageId: 'text';
  stepId: 'text';
  noteId: 'note';
  rootCauseId: 'rootCause';
  requestedOutcomeId: 'requestedOutcome';
}

type Spoken<P> = {
  [K in keyof P as K extends keyof SpokenNames ? SpokenNames[K] : K]: K extends keyof SpokenNames
    ? string
    : P[K];
};

/** Commands that a playbook may give to its ticket. The ticket may refuse: then a `TicketRefusal` is thrown. */
export const playbookCommands = [
  'addMessage',
  'assign',
  'classify',
  'addDiagnosticStep',
  'escalate',
  'setPending',
  'endPending',
  'resolve',
  'reopen',
  'close',
  'cancel',
  'link',
  'unlink',
  'setFields',
  'tag',
  'markAffected',
  'declareMajor',
  'withdrawMajor',
] as const satisfies readonly CommandName[];
export type PlaybookCommand = (typeof playbookCommands)[number];

export type SpokenCommand<N extends PlaybookCommand = PlaybookCommand> = Spoken<CommandPayload[N]>;

export type TicketCommands = {
  [N in PlaybookCommand]: (command: SpokenCommand<N> & Partial<Named>) => Promise<void>;
};

export interface Desk {
  /** The ticket's commands, each a step. */
  readonly ticket: TicketCommands;
  /** Adds a task, and waits until it is done or cancelled. */
  task(task: TaskStep): Promise<TaskResult>;
  /** Asks for an approval of the process by its name, and waits until it is decided. */
  approval(asked: { rule: string } & Partial<Named>): Promise<ApprovalResult>;
  /** Asks the requester in the portal and by mail, and waits until they answer or it lapses. */
  consent(consent: ConsentStep): Promise<ConsentResult>;
  /**
   * Opens another ticket, linked to this one, and goes on: `resolution` waits for its end.
   * @throws TicketRefusal where the desk does not take it so
   */
  openTicket(ticket: NewTicket): Promise<OpenedTicket>;
  readonly checks: Checks;
  /** Posts a JSON body to a webhook of the desk by its name, signed as all its deliveries are. */
  webhook(webhook: string, body: object, more?: Partial<Named> & Patience): Promise<void>;
  /** Calls a function of `activities/`, outside of the workflow. */
  activity<T>(activity: string, argument?: unknown, more?: Partial<Named> & Patience): Promise<T>;
  /**
   * A secret of the desk by its name, for what an activity or a webhook is given: it is opened where it
   * is used, and no history, log or error has it.
   */
  secret(name: string): SecretReference;
  /** Waits. In milliseconds: `days(3)`. */
  sleep(lengthMs: number, more?: Partial<Named>): Promise<void>;
  /** Waits until an instant, or the beginning of a day in UTC (`2026-12-24`). */
  until(at: number | string, more?: Partial<Named>): Promise<void>;
  /**
   * Waits for the hours of a calendar of the ticket's process, by its zone and its holidays: those that
   * are open now, or the next.
   * @param after an instant, or the beginning of a day in UTC, before which none is wanted
   */
  window(calendar: string, more?: { after?: number | string } & Partial<Named>): Promise<Window>;
  /**
   * Waits until a ticket is resolved or cancelled, be it for months. Within a minute of it the run goes on.
   * One that is merged meanwhile is resolved with the ticket that stands for it.
   */
  resolution(ticketId: string, more?: Partial<Named>): Promise<ResolutionOfTicket>;
  /** Does this though the run is cancelled: what must be put back. */
  always<T>(work: () => Promise<T>): Promise<T>;
}

/** How a ticket came to its end for whoever waits for it. */
export interface ResolutionOfTicket {
  outcome: 'resolved' | 'cancelled';
  /** The one that was resolved: another where it was merged. */
  ticketId: string;
  /** A resolution code of its process; null where it was cancelled. */
  code: string | null;
}

/** Hours of a calendar, from when they open until they close: instants. */
export interface Window {
  opensAt: number;
  closesAt: number;
}

/** Why a step failed: thrown where it was awaited, so that a playbook can catch it. */
export class StepFailure extends Error {
  override readonly name: string = 'StepFailure';
  readonly step: string;

  constructor(step: string, message: string) {
    super(message);
    this.step = step;
  }
}

/** The ticket, or the process, did not allow it: `code` is the refusal's. */
export class TicketRefusal extends StepFailure {
  override readonly name: string = 'TicketRefusal';
  readonly code: string;
  readonly parameters: unknown;

  constructor(step: string, message: string, code: string, parameters: unknown) {
    super(step, message);
    this.code = code;
    this.parameters = parameters;
  }
}
