import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import type { CommandPayload } from '../domain/commands.ts';
import type { OutgoingCommand } from '../domain/outgoing_commands.ts';
import type { PlaybookNews } from '../domain/playbooks.ts';
import { playbookNewsSignal } from '../messages.ts';
import { activitiesOf } from './activities.ts';
import type { PlaybookStart, Run } from './live_run.ts';
import { failureOf, problemOf } from './place.ts';
import { type AnyPlaybook, StepFailure } from './playbook.ts';
import type { RunRecord, RunStatus, ToldByRun } from './port.ts';
import { newStepKeys } from './step_keys.ts';
import { deskOf } from './steps.ts';

const stepsMaxUsual = 1_000;
/** So long a run may do nothing that is a step: it awaits what never comes. */
const idleMs = 60_000;

/**
 * The workflow of a run of one of these playbooks. It has the steps recorded as they happen, hears
 * from its ticket what it waits for, and ends in one of four ways: done, cancelled, or parked where it
 * fails or hangs, until somebody retries it.
 */
export function playbookWorkflowOf(playbooks: readonly AnyPlaybook[]) {
  return async function playbookWorkflow(start: PlaybookStart): Promise<RunStatus> {
    const run = newRun(start);
    const playbook = playbooks.find(({ name }) => name === start.playbook);
    run.stepsMax = playbook?.stepsMax ?? stepsMaxUsual;
    setHandler(playbookNewsSignal, (news) => hear(run, playbook, news));
    let isOver = false;
    const recording = CancellationScope.nonCancellable(() => record(run, () => isOver));
    await carryOut(run, playbook);
    await CancellationScope.nonCancellable(() => tellEnd(run));
    run.hasNews = true;
    isOver = true;
    await recording;
    return run.status;
  };
}

/** A playbook and the file that has it. */
export interface WrittenPlaybook {
  file: string;
  playbook: AnyPlaybook;
}

/** The playbooks among what modules export, by their files. */
export function playbooksOf(
  modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): WrittenPlaybook[] {
  return Object.entries(modules).flatMap(([file, exported]) =>
    Object.values(exported).flatMap((one) => (isPlaybook(one) ? [{ file, playbook: one }] : [])),
  );
}

function isPlaybook(one: unknown): one is AnyPlaybook {
  return (
    typeof one === 'object' && one !== null && 'run' in one && 'version' in one && 'name' in one
  );
}

function newRun(start: PlaybookStart): Run {
  return {
    start,
    ticketId: start.ticket.ticketId,
    scope: new CancellationScope(),
    status: 'running',
    problem: null,
    isCancelled: false,
    alwaysDepth: 0,
    stepsMax: stepsMaxUsual,
    keys: newStepKeys(),
    stepCount: 0,
    lastStep: null,
    openCount: 0,
    changed: new Map(),
    change: 0,
    hasNews: true,
    hasTasks: false,
    heard: [],
  };
}

async function carryOut(run: Run, playbook: AnyPlaybook | undefined): Promise<void> {
  const { start } = run;
  let done: Promise<void> | undefined;
  try {
    if (!playbook) throw new Error(`Playbook '${start.playbook}' is not in this code`);
    await run.scope.run(() => {
      done = playbook.run(deskOf(run), start.ticket, start.input);
      return Promise.race([done, untilStuck(run)]);
    });
    run.status = run.isCancelled ? 'cancelled' : 'done';
  } catch (error) {
    const isCancelled = run.isCancelled || run.scope.consideredCancelled;
    run.status = isCancelled ? 'cancelled' : 'parked';
    if (!isCancelled) run.problem = problemOf(error);
    // What it left running in parallel ends with it; what it must put back, it puts back.
    if (!isCancelled) run.scope.cancel();
    else await ended(run, done);
  }
}

/** Resolves once a cancelled playbook has done what it does `always`, or does nothing any more. */
async function ended(run: Run, done: Promise<void> | undefined): Promise<void> {
  const isOver = () => {};
  await CancellationScope.nonCancellable(() =>
    Promise.race([done?.then(isOver, isOver), untilStuck(run).catch(isOver)]),
  );
}

/** Rejects once the playbook has awaited, for a while, nothing that is a step. */
async function untilStuck(run: Run): Promise<never> {
  for (;;) {
    await condition(() => run.openCount === 0);
    const goesOn = await condition(() => run.openCount > 0, idleMs, { summary: 'is it stuck?' });
    if (!goesOn) {
      const said = `Nothing that is a step was awaited for ${idleMs / 1000} s`;
      throw stuckAfter(run, `${said}: expected a step of desk, or the end`);
    }
  }
}

/** Where it is stuck nobody knows: it came as far as its last step. */
function stuckAfter({ lastStep }: Run, message: string): Error {
  if (!lastStep) return new Error(message);
  const { name, place } = lastStep;
  return failureOf(new StepFailure(name, message), name, place);
}

function hear(run: Run, playbook: AnyPlaybook | undefined, news: PlaybookNews): void {
  run.heard.push(news);
  if (news.kind === 'cancel') cancel(run);
  if (news.kind !== 'ticket' || news.ticketId !== run.ticketId) return;
  const { status, mergedInto } = news;
  if (status === 'closed' || status === 'cancelled') cancel(run);
  if (status !== 'merged' || mergedInto === null) return;
  if (playbook?.onMerge === 'follow') follow(run, mergedInto);
  else cancel(run);
}

function cancel(run: Run): void {
  run.isCancelled = true;
  run.scope.cancel();
}

/** What it says to the ticket comes to the survivor by itself; the survivor must know whom to tell. */
function follow(run: Run, into: string): void {
  const { runId, playbook, inputId } = run.start;
  run.ticketId = into;
  const payload = { runId, playbook, inputId };
  // A survivor that has ended takes no more: then the run hears of it there.
  void tell(run, 'receivePlaybook', payload, `${runId}-follow-${into}`);
}

async function tellEnd(run: Run): Promise<void> {
  const { runId } = run.start;
  const { status, problem, isCancelled, ticketId } = run;
  const { playbook } = run.start;
  // Nobody waits for what it asked of people any more.
  if (run.hasTasks) await activitiesOf().cancelTasks({ ticketId, runId, playbook });
  if (status === 'parked') {
    const { step = null, place = null } = problem ?? {};
    return tell(run, 'parkPlaybook', { runId, step, place }, `${runId}-parked`);
  }
  // Cancelled by its ticket, that one knows.
  if (isCancelled) return;
  const outcome = status === 'done' ? 'done' : 'cancelled';
  return tell(run, 'endPlaybook', { runId, outcome }, `${runId}-end`);
}

function tell<N extends ToldByRun>(
  { start, ticketId }: Run,
  name: N,
  payload: CommandPayload[N],
  commandId: string,
): Promise<void> {
  const actor = { kind: 'system', id: `playbook:${start.playbook}` } as const;
  const command = { ticketId, name, actor, commandId, payload };
  return activitiesOf().tellTicket(command as OutgoingCommand<ToldByRun>);
}

/** Has what changed written down, one batch at a time, until the run is over. */
async function record(run: Run, isOver: () => boolean): Promise<void> {
  while (run.hasNews || !isOver()) {
    await condition(() => run.hasNews);
    await activitiesOf().recordRun(nextRecord(run));
  }
}

function nextRecord(run: Run): RunRecord {
  const steps = [...run.changed.values()].map((step) => ({ ...step }));
  run.changed.clear();
  run.hasNews = false;
  const { status, problem } = run;
  return { runId: run.start.runId, change: ++run.change, status, at: Date.now(), problem, steps };
}
