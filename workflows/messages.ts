import { ApplicationFailure, defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OpenTicket, Repair } from './domain/actions.ts';
import type { CompiledCalendar } from './domain/calendar.ts';
import type { CommandName, CommandPayload } from './domain/commands.ts';
import type { TicketEvent } from './domain/events.ts';
import type { Outgoing, OutgoingCommand } from './domain/outgoing_commands.ts';
import type { PlaybookNews } from './domain/playbooks.ts';
import type { ProcessSnapshot, Rules } from './domain/process.ts';
import type { Refusal } from './domain/refusals.ts';
import type { Actor, RequesterManager, TicketState } from './domain/ticket.ts';
import { ticketTaskQueue } from './ids.ts';

/**
 * The contract between the API and a ticket's workflow: one named update per command. A refusal
 * comes back as an `ApplicationFailure` of type `TicketRefused` whose first detail is a `Refusal`.
 */
export type CommandMessage<N extends CommandName = CommandName> = CommandPayload[N] & {
  /** Repeating a command id gives the first answer and changes nothing. */
  commandId: string;
  /** A short hash of what was asked, so that the same id with another body can be refused. */
  fingerprint: string;
  actor: Actor;
  /** Refuses with `stale` unless the ticket stands at this sequence number. */
  expectedSeq?: number;
  /** The ticket that it is meant for; refuses with `parted` unless this one stands for it. */
  standingFor?: string;
} & RecordingTerms;

/** What the sender of a message knows of the ticket's rows, and does for them. */
export interface RecordingTerms {
  /** Rows stand up to this event: the ticket need not keep it any longer. */
  recordedSeq?: number;
  /** When that event was: one of the ticket's own with another instant says that the two parted. */
  recordedAt?: number;
  /** The sender writes the events of the answer before it tells anybody of it. */
  isRecordedByCaller?: boolean;
  /** Who manages the ticket's requester, where its process asks managers. */
  requesterManager?: RequesterManager;
}

export interface CommandAnswer {
  /** The last event of the ticket once the command was applied. */
  seq: number;
  /** The fingerprint the command id was first used with. */
  fingerprint: string;
  /** What the sender is to write: everything that is not known to be in rows. */
  events: TicketEvent[];
  /** The commands before this one that ended among them: their senders did not write them. */
  commands?: RecentCommand[];
  /** The ticket, where it writes its events itself. */
  ticket?: TicketState;
}

/** Whether a worker of the tickets answers. */
export const presenceQuery = defineQuery<true>('presence');

/** What a ticket holds that may be in no row yet. */
export interface Unrecorded {
  /** The last event of the ticket. */
  seq: number;
  /** The next of the events to write, in order. */
  events: TicketEvent[];
  /** The commands it did last. */
  recentCommands: RecentCommand[];
}

/** All that a ticket holds, for who compares it with its rows. A closed run answers too. */
export type HeldTicket = Omit<CarriedTicket, 'calendarVersions'>;

/** A command as it was sent to a ticket. */
export interface GivenCommand {
  name: CommandName;
  message: CommandMessage;
}

/** What brings a ticket together with its rows. */
export interface RepairMessage extends Repair {
  /** Repeating it changes nothing. */
  commandId: string;
  /** Refuses with `stale` unless the ticket stands at this event. */
  expectedSeq?: number;
  /** The ticket as it is from now on, where that is not what it knows itself. */
  takesOver?: TakenOver;
  /** Commands that were acknowledged and that the rows do not know, in order: given again. */
  commands: GivenCommand[];
}

export interface TakenOver {
  state: TicketState;
  /** Up to here both had the same events. */
  agreedSeq: number;
  /** Where it follows another version of its process. */
  rules?: Rules;
  /** What other tickets may not have been given yet. */
  outgoing: Outgoing[];
  /** Commands behind the events that it takes over. */
  recentCommands: RecentCommand[];
}

/** The one argument of `ticketWorkflow`. Plain JSON. */
export interface TicketInput {
  v: 1;
  process: ProcessSnapshot;
  calendars: Record<string, CompiledCalendar>;
  open: OpenTicket & {
    actor: Actor;
    requesterManager?: RequesterManager;
    commandId: string;
    fingerprint: string;
  };
  /** Whoever opens the ticket writes what `ready` answers. */
  isRecordedByCaller?: boolean;
  /** What crosses continue-as-new. */
  carried?: CarriedTicket;
  /** The first thing the ticket does, where it is taken up again from its rows. */
  repair?: RepairMessage;
}

/** For repetitions while Postgres is away; otherwise rows know every command there ever was. */
export const recentCommandsMax = 50;

export interface RecentCommand {
  commandId: string;
  fingerprint: string;
  seq: number;
}

/** Those of the commands that a ticket knows which events of theirs are among these. */
export function commandsAmong(
  events: readonly TicketEvent[],
  commands: readonly RecentCommand[],
): RecentCommand[] {
  const ids = new Set(events.map(({ commandId }) => commandId));
  return commands.filter(({ commandId }) => ids.has(commandId));
}

export interface CarriedTicket {
  state: TicketState;
  recentCommands: RecentCommand[];
  /** What was decided and is not known to be in rows. */
  outbox: TicketEvent[];
  /** The pump writes events up to here; those after it, whoever sent the command writes. */
  pumpedSeq: number;
  /** Rows contradict it: it writes nothing and takes no command until that is settled. */
  isParked: boolean;
  /** What other tickets were not yet given. */
  outgoing: Outgoing[];
  /** What runs of its playbooks were not yet told; absent where nothing is. */
  playbookNews?: PlaybookNews[];
  /** Versions of calendars the ticket was told of at the last moment. */
  calendarVersions?: CalendarVersions;
}

/**
 * How `deliverCommandsWorkflow` is started: all is delivered sooner or later, even where whoever
 * started it ends. Started again with the same id it does nothing more.
 */
export function deliverCommandsStart(workflowId: string, commands: OutgoingCommand[]) {
  const args: [OutgoingCommand[]] = [commands];
  const workflowIdReusePolicy = 'REJECT_DUPLICATE' as const;
  return { workflowId, taskQueue: ticketTaskQueue, args, workflowIdReusePolicy };
}

/** Tells the export that something may be new. */
export const exportWantedSignal = defineSignal('exportWanted');

/** Tells a webhook's workflow that there may be something to deliver. */
export const deliveryWantedSignal = defineSignal('deliveryWanted');

/** There is mail to send, or its server is to be tried again. */
export const sendingWantedSignal = defineSignal('sendingWanted');

/** Tells a mailbox's workflow that its mailbox was changed. */
export const mailboxChangedSignal = defineSignal('mailboxChanged');

export const refusedFailureType = 'TicketRefused';

/** @returns why a ticket refused, undefined where it failed in another way */
export function refusalOf(failure: unknown): Refusal | undefined {
  if (!(failure instanceof ApplicationFailure) || failure.type !== refusedFailureType) {
    return undefined;
  }
  return failure.details?.[0] as Refusal | undefined;
}

/** A bug of the desk's own rules: it refuses one command. */
export const defectFailureType = 'TicketDefect';

/** How `recordEvents` fails where rows contradict the events, by the kind of conflict. */
export const conflictFailures = { event_mismatch: 'EventMismatch', event_gap: 'EventGap' } as const;
export const conflictFailureTypes = Object.values(conflictFailures);

/** Answers with the ticket as it was opened; the first message after the start waits on it. */
export const readyUpdate = defineUpdate<CommandAnswer, [RecordingTerms?]>('ready');

export function commandUpdate<N extends CommandName>(name: N) {
  return defineUpdate<CommandAnswer, [CommandMessage<N>]>(name);
}

/** Which version of each calendar counts from now on, by calendar id. */
export type CalendarVersions = Record<string, string>;

/** Tells a ticket that calendars may have been edited; it fetches those of another version. */
export const calendarsChangedSignal = defineSignal<[CalendarVersions]>('calendarsChanged');

/** Wakes a ticket: Temporal tells it with that whether another build is to go on with it. */
export const newBuildSignal = defineSignal('newBuild');
/** What happened on the ticket of a playbook, told to its run. */
export const playbookNewsSignal = defineSignal<[PlaybookNews]>('playbookNews');

export const ticketQuery = defineQuery<TicketState>('ticket');

export const unrecordedQuery = defineQuery<Unrecorded>('unrecorded');

export const heldQuery = defineQuery<HeldTicket>('held');

/** Brings the ticket together with its rows; it takes this while it is parked, too. */
export const repairUpdate = defineUpdate<CommandAnswer, [RepairMessage]>('repair');
