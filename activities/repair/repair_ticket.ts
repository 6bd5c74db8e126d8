import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { clearAlarms, raiseAlarm } from '../../database/alarms.ts';
import type { Database } from '../../database/connection.ts';
import type { Recorder } from '../../database/recording/recorder.ts';
import { findStoredTicket, type StoredTicket } from '../../database/stored_ticket.ts';
import { findCommands } from '../../database/ticket_commands.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import type { RepairCause } from '../../workflows/domain/events.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import {
  type HeldTicket,
  type RepairMessage,
  repairUpdate,
  type TicketInput,
} from '../../workflows/messages.ts';
import { hashOf } from '../../workflows/processes/canonical_json.ts';
import { type AskedTicket, askTicket } from './asked_ticket.ts';
import { diagnose, type Finding, lastSeqOf } from './diagnosis.ts';
import { type JoinedPast, joinPasts } from './joined_past.ts';
import { rulesOfTicket } from './rules_of_ticket.ts';
import { takenOver } from './taken_over.ts';
import { readHistory, type ToldHistory } from './told_history.ts';
import { writePast } from './write_past.ts';

export interface RepairParts {
  client: Client;
  database: Database;
  recorder: Recorder;
  /**
   * Whether a workflow that is stuck is terminated, to start again from the rows. Left to people: the
   * code that can go on with it may be on its way.
   */
  endsStuck?: boolean;
}

export interface RepairOutcome {
  /** What was found first. */
  finding: Finding;
  isRepaired: boolean;
  restoredCount: number;
  /** Numbers of events that nobody has any more. */
  lost: number[];
  /** Numbers of events that stay altered where they are written: the log takes no change. */
  altered: number[];
  /** Commands that were done again. */
  againCount: number;
  /** Why it was not repaired. */
  reason: string | null;
}

const attemptsMax = 3;
const answerTimeoutMs = 10 * secondMs;
const rowsTimeoutMs = 20 * secondMs;
const pauseMs = 100;
/** What was written while the ticket was asked is seen by then. */
const secondLookMs = secondMs;

/** @returns null where the ticket and its rows say the same, or will in a moment */
export async function inspectTicket(
  { client, database }: Pick<RepairParts, 'client' | 'database'>,
  ticketId: string,
): Promise<Finding | null> {
  return (await look(client, database, ticketId)).finding;
}

interface Seen {
  stored: StoredTicket;
  asked: AskedTicket;
  finding: Finding | null;
}

/** Rows are read first: they look behind for what happens between, and then no longer. */
async function look(client: Client, database: Database, ticketId: string): Promise<Seen> {
  for (let before: number | undefined; ; ) {
    const seen = await lookOnce(client, database, ticketId);
    if (seen.finding?.kind !== 'rows_behind' || seen.finding.rowsSeq === before) return seen;
    before = seen.finding.rowsSeq;
    await sleep(secondLookMs);
  }
}

async function lookOnce(client: Client, database: Database, ticketId: string): Promise<Seen> {
  const stored = await findStoredTicket(database, ticketId);
  const asked = await askTicket(client, ticketId);
  const finding = diagnose(stored, asked);
  const isWritten = finding?.kind === 'rows_behind' && (await isOnItsWay(database, stored, asked));
  return { stored, asked, finding: isWritten ? null : finding };
}

/** Whether the ticket writes what its rows lack itself, or whoever sent its command, or the sweep. */
async function isOnItsWay(
  database: Database,
  stored: StoredTicket,
  asked: AskedTicket,
): Promise<boolean> {
  if (asked.run !== 'running' || asked.held.isParked) return false;
  const { outbox, pumpedSeq } = asked.held;
  const rowsSeq = lastSeqOf(stored);
  const unwritten = outbox.filter(({ seq }) => seq > rowsSeq);
  const last = unwritten.at(-1);
  if (!last || unwritten[0]?.seq !== rowsSeq + 1) return false;
  if (last.seq <= pumpedSeq) return true;
  if (last.commandId === null) return false;
  const [command] = await findCommands(database, [last.commandId]);
  return command?.seq === null;
}

/**
 * Brings a ticket and its rows together, in whichever direction, and clears its alarms. Nothing that
 * was acknowledged is dropped: what cannot be kept is told in the outcome, and on the ticket.
 *
 * @returns null where nothing was to be repaired
 */
export async function repairTicket(
  parts: RepairParts,
  ticketId: string,
): Promise<RepairOutcome | null> {
  const finding = await inspectTicket(parts, ticketId);
  if (!finding) {
    await clearAlarms(parts.database, ticketId);
    return null;
  }
  let done: Done = { restoredCount: 0, lost: [], altered: [], againCount: 0 };
  try {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const more = await repairOnce(parts, ticketId);
      if (!more) break;
      done = sumOf(done, more);
    }
    const left = await inspectTicket(parts, ticketId);
    if (left) return { finding, ...done, isRepaired: false, reason: left.detail };
    await clearAlarms(parts.database, ticketId);
    return { finding, ...done, isRepaired: true, reason: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { finding, ...done, isRepaired: false, reason };
  }
}

/** Null where nobody can tell. One that is ended because it is stuck does not run any more. */
function causeOf(kind: Finding['kind']): RepairCause | null {
  if (kind === 'silent') return null;
  return kind === 'stuck' ? 'not_running' : kind;
}

type Done = Pick<RepairOutcome, 'restoredCount' | 'lost' | 'altered' | 'againCount'>;

function sumOf(before: Done, more: Done): Done {
  return {
    restoredCount: before.restoredCount + more.restoredCount,
    lost: [...before.lost, ...more.lost],
    altered: [...before.altered, ...more.altered],
    againCount: before.againCount + more.againCount,
  };
}

/** @returns null where nothing differs (any more) */
async function repairOnce(parts: RepairParts, ticketId: string): Promise<Done | null> {
  const { client, database } = parts;
  const { stored, asked, finding } = await look(client, database, ticketId);
  if (!finding) return null;
  const cause = causeOf(finding.kind);
  if (asked.run === 'silent' || cause === null) throw new Error(finding.detail);
  if (asked.run === 'stuck') {
    if (!parts.endsStuck) throw new Error(`${finding.detail}; \`palier doctor --repair\` ends it`);
    await client.workflow.getHandle(ticketId).terminate(finding.detail);
  }
  const held = 'held' in asked ? asked.held : undefined;
  const told = await readHistory(client, ticketId);
  const joined = joinPasts(stored, held, told);
  if (!joined) throw new Error('nothing is known of how it began');
  await writePast(parts, stored, joined, told);
  for (const seq of joined.altered) await raiseAlarm(database, 'event_altered', ticketId, { seq });
  const message = await messageOf(database, cause, joined, held);
  const seq =
    asked.run === 'running'
      ? await tell(client, ticketId, message)
      : await startAgain(parts, stored, joined, held, told, message);
  await rowsReach(database, ticketId, seq);
  const { lost, altered, commands } = joined;
  const { restoredCount } = message;
  return { restoredCount, lost, altered, againCount: commands.length };
}

async function messageOf(
  database: Database,
  cause: RepairCause,
  joined: JoinedPast,
  held: HeldTicket | undefined,
): Promise<RepairMessage> {
  const { state, missing, lost, newToTicket, isTold, altered, commands } = joined;
  const isOther = !held || hashOf(held.state) !== hashOf(state);
  const ticketSeq = held?.state.seq;
  return {
    commandId: ['repair', state.ticketId, cause, ticketSeq ?? 'none', state.seq].join('-'),
    ...(ticketSeq !== undefined && { expectedSeq: ticketSeq }),
    cause,
    restoredCount: missing.length - lost.length + newToTicket,
    lostCount: lost.length,
    // What was altered is answered for once, or the next look would find it again.
    tellsTicket: !isTold || altered.length > 0,
    ...(isOther && { takesOver: await takenOver(database, joined, held) }),
    commands: commands.map(({ name, message }) => ({ name, message })),
  };
}

/** @returns the ticket's last event after it */
async function tell(client: Client, ticketId: string, message: RepairMessage): Promise<number> {
  const { seq } = await client.withDeadline(Date.now() + answerTimeoutMs, () =>
    client.workflow
      .getHandle(ticketId)
      .executeUpdate(repairUpdate, { args: [message], updateId: message.commandId }),
  );
  return seq;
}

/** Starts a workflow that goes on where the rows stand; its first act is the repair. */
async function startAgain(
  { client, database }: RepairParts,
  stored: StoredTicket,
  joined: JoinedPast,
  held: HeldTicket | undefined,
  told: ToldHistory,
  message: RepairMessage,
): Promise<number> {
  const { state, events } = joined;
  const { ticketId } = stored;
  const { expectedSeq: _, takesOver, ...repair } = message;
  const { outgoing, recentCommands, rules } =
    takesOver ?? (await takenOver(database, joined, held));
  const input: TicketInput = {
    v: 1,
    ...(rules ?? (await rulesOfTicket(database, state, events))),
    open: told.open ?? openOf(joined),
    carried: {
      state,
      outbox: [],
      pumpedSeq: state.seq,
      isParked: false,
      outgoing,
      recentCommands: [...(held?.recentCommands ?? []), ...recentCommands],
    },
    repair,
  };
  try {
    await client.workflow.start('ticketWorkflow', {
      workflowId: ticketId,
      taskQueue: ticketTaskQueue,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
    });
  } catch (error) {
    // Somebody else repairs it.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return state.seq + 1;
}

function openOf({ state, events }: JoinedPast): TicketInput['open'] {
  const { ticketId, channel, requesterId, requesterTier } = state;
  const opened = events[0];
  return {
    ticketId,
    channel,
    requesterId,
    requesterTier,
    actor: opened?.actor ?? { kind: 'requester', id: requesterId },
    commandId: opened?.commandId ?? ticketId,
    fingerprint: 'lost',
  };
}

async function rowsReach(database: Database, ticketId: string, seq: number): Promise<void> {
  const deadline = Date.now() + rowsTimeoutMs;
  for (;;) {
    const row = await database('tickets').where('ticket_id', ticketId).first('last_seq');
    if (row && row.last_seq >= seq) return;
    if (Date.now() > deadline) throw new Error(`its rows did not come to event ${seq}`);
    await sleep(pauseMs);
  }
}
