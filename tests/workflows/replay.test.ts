import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type History, Worker } from '@temporalio/worker';
import test from 'ava';
import type { Action } from '../../workflows/domain/actions.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import {
  afterDelivery,
  type Delivery,
  type OutgoingCommand,
} from '../../workflows/domain/outgoing_commands.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { advance } from '../../workflows/domain/timeline.ts';
import type { CommandMessage, TicketInput } from '../../workflows/messages.ts';
import type { EventBatch } from '../../workflows/ports.ts';
import { bundleOf, workflowBundle } from '../support/bundle.ts';
import { startLiveDesk } from '../support/live_desk.ts';
import '../support/quiet.ts';
import { recordedPaths } from './recorded_paths.ts';

/**
 * The histories of real tickets, recorded once, must replay under every later version of the
 * workflow. `npm run histories:record` records those that are missing. Remove one to have it recorded
 * anew only where a change is meant to leave running tickets behind, and say so in the commit.
 */
const historiesDir = path.resolve(import.meta.dirname, '../histories');

test.before('record the histories, where that was asked for', async () => {
  if (!process.env.PALIER_RECORD_HISTORIES) return;
  const fileOf = (name: string) => path.join(historiesDir, `${name}.json.gz`);
  const missing = Object.entries(recordedPaths).filter(([name]) => !existsSync(fileOf(name)));
  if (missing.length === 0) return;
  const desk = await startLiveDesk();
  for (const [name, live] of missing) {
    const { handle } = await live(desk);
    const json = historyToJSON(await handle.fetchHistory());
    await writeFile(fileOf(name), gzipSync(json, { level: 9 }));
  }
});

async function loadHistories(): Promise<{ name: string; history: History }[]> {
  const files = (await readdir(historiesDir)).filter((file) => file.endsWith('.json.gz')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = gunzipSync(await readFile(path.join(historiesDir, file))).toString();
      return { name: file.replace('.json.gz', ''), history: historyFromJSON(JSON.parse(text)) };
    }),
  );
}

async function replay(bundle: { codePath: string }): Promise<Map<string, Error | undefined>> {
  const histories = (await loadHistories()).map(({ name, history }) => ({
    workflowId: name,
    history,
  }));
  const results = new Map<string, Error | undefined>();
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: bundle },
    histories,
  )) {
    results.set(workflowId, error);
  }
  return results;
}

test('there is a history of every path a ticket can take', async (t) => {
  const names = (await loadHistories()).map(({ name }) => name);
  t.deepEqual(names, Object.keys(recordedPaths).toSorted());
});

// One after the other: the runtime that replays ends with the last worker it has.
test.serial('every recorded history replays with the workflow as it is', async (t) => {
  const results = await replay(await workflowBundle());
  t.is(results.size, Object.keys(recordedPaths).length);
  for (const [name, error] of results) t.is(error, undefined, name);
});

test.serial('a workflow that would break running tickets fails the replay', async (t) => {
  const fixtures = path.join(import.meta.dirname, 'fixtures');
  const broken = await bundleOf(path.join(fixtures, 'broken_ticket_workflow.ts'), fixtures);
  const results = await replay(broken);
  for (const [name, error] of results) t.regex(error?.name ?? '', /DeterminismViolation/, name);
});

function decoded<T>(payloads: unknown): T {
  const [payload] = (payloads as { payloads?: unknown[] }).payloads ?? [];
  return defaultPayloadConverter.fromPayload(payload as never) as T;
}

interface Recorded {
  input: TicketInput;
  /** What it was told, and what it made of the answers of other tickets. */
  commands: Action[];
  events: TicketEvent[];
}

/** What was asked of a ticket and what it wrote down, read from its history alone. */
function readHistory(history: History): Recorded {
  const recorded: Recorded = { input: undefined as never, commands: [], events: [] };
  const given = new Map<string, OutgoingCommand>();
  for (const event of history.events ?? []) {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) recorded.input = decoded<TicketInput>(started.input);
    const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
    if (update?.name && update.name !== 'ready') {
      const { fingerprint: _, ...message } = decoded<CommandMessage>(update.args);
      recorded.commands.push({ name: update.name, ...message } as Action);
    }
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === 'recordEvents') {
      recorded.events.push(...decoded<EventBatch>(scheduled.input).events);
    }
    if (scheduled?.activityType?.name === 'deliverCommand') {
      given.set(String(event.eventId), decoded<OutgoingCommand>(scheduled.input));
    }
    const answered = event.activityTaskCompletedEventAttributes;
    const command = given.get(String(answered?.scheduledEventId));
    const next = command && afterDelivery(command, decoded<Delivery>(answered?.result));
    if (next) recorded.commands.push(next);
  }
  return recorded;
}

/** Runs what was asked through the core of today, at the instants at which it was asked. */
function recompute({ input, commands, events }: Recorded, rules: Rules): TicketEvent[] {
  const instantOf = (commandId: string) =>
    events.find((event) => event.commandId === commandId)?.at ?? Number.NaN;
  const { fingerprint: _, ...open } = input.open;
  const actions: Action[] = [{ name: 'open', ...open }, ...commands];
  let state = null;
  const computed: TicketEvent[] = [];
  for (const action of actions) {
    const at = instantOf((action as { commandId: string }).commandId);
    const decision = decide(state, action, at, rules);
    if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
    state = decision.state;
    computed.push(...decision.events);
  }
  const last = events.at(-1)?.at ?? 0;
  if (state === null) throw new Error('nothing was opened');
  return [...computed, ...advance(state, last, rules).events];
}

test('what was written down is what the core of today computes', async (t) => {
  for (const { name, history } of await loadHistories()) {
    const recorded = readHistory(history);
    const { process: snapshot, calendars } = recorded.input;
    const computed = recompute(recorded, { process: snapshot, calendars });
    t.deepEqual(computed, recorded.events, name);
  }
});

test('a changed formula, which replay does not see, is seen', async (t) => {
  for (const { name, history } of await loadHistories()) {
    const recorded = readHistory(history);
    const { process: snapshot, calendars } = recorded.input;
    const targets = snapshot.targets.map((target) => ({
      ...target,
      targetMinutes: target.targetMinutes + 1,
    }));
    const computed = recompute(recorded, { process: { ...snapshot, targets }, calendars });
    t.notDeepEqual(computed, recorded.events, name);
  }
});
