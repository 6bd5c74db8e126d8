import {
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  sleep,
} from '@temporalio/workflow';
import { checkLine } from '../domain/checks.ts';
import { dayMs } from '../domain/durations.ts';
import { isDay } from '../domain/fields.ts';
import type { PlaybookNews } from '../domain/playbooks.ts';
import type { CheckSubject } from '../domain/ticket.ts';
import {
  activitiesOf,
  openingsOf,
  ownActivitiesOf,
  patientActivities,
  untilSo,
} from './activities.ts';
import type { Run } from './live_run.ts';
import { failureOf, here } from './place.ts';
import {
  type CheckHeard,
  type Checks,
  type Desk,
  type Patience,
  type PlaybookCommand,
  playbookCommands,
  type SpokenCommand,
  StepFailure,
  type TaskResult,
  type TaskStep,
  type TicketCommands,
} from './playbook.ts';
import type { GivenByPlaybook, PlaybookStepKind, StepRecord } from './port.ts';
import { afterOthers, keyFor } from './step_keys.ts';

/** What a playbook is given: each of its words is a step of the run. */
export function deskOf(run: Run): Desk {
  return {
    ticket: commandsOf(run),
    ...waitsOf(run),
    ...effectsOf(run),
    ...asksOf(run),
    ...openingsFor(run),
    checks: checksOf(run),
    secret: ($secret) => ({ $secret }),
    always: (work) => always(run, work),
  };
}

function commandsOf(run: Run): TicketCommands {
  const commandOf = (command: PlaybookCommand) => (said: { name?: string }) => {
    const { name = command, ...spoken } = said ?? {};
    return step(run, { kind: 'command', name }, ({ position }) =>
      give(run, position, command, spoken as SpokenCommand),
    );
  };
  const commands = playbookCommands.map((command) => [command, commandOf(command)]);
  return Object.fromEntries(commands) as TicketCommands;
}

function waitsOf(run: Run): Pick<Desk, 'sleep' | 'until' | 'window' | 'resolution'> {
  const wait = (name: string, untilAt: number) =>
    step(run, { kind: 'wait', name, waitsFor: { at: untilAt } }, async () => {
      const lengthMs = untilAt - Date.now();
      if (lengthMs > 0) await sleep(lengthMs, { summary: name });
    });
  return {
    sleep: (lengthMs, { name = 'sleep' } = {}) => {
      refuseEndless(lengthMs, lengthMs, name);
      return wait(name, Date.now() + lengthMs);
    },
    until: (at, { name = 'until' } = {}) => wait(name, instantOf(at, name)),
    window: (calendar, { name = calendar, after = 0 } = {}) => {
      const earliest = instantOf(after, name);
      return step(run, { kind: 'wait', name }, async (record) => {
        const { ticketId } = run;
        const from = Math.max(Date.now(), earliest);
        const window = await activitiesOf().findWindow({ ticketId, calendar, from });
        const lengthMs = window.opensAt - Date.now();
        if (lengthMs > 0) {
          record.waitsFor = { at: window.opensAt };
          change(run, record);
          await sleep(lengthMs, { summary: name });
        }
        return window;
      });
    },
    resolution: (ticketId, { name = 'resolution' } = {}) =>
      step(run, { kind: 'wait', name, waitsFor: { ticket: ticketId } }, () =>
        untilSo().findResolution({ ticketId }),
      ),
  };
}

/** What lies beyond was meant otherwise, or would never come. */
const waitMaxMs = 100 * 366 * dayMs;

function refuseEndless(lengthMs: number, said: number | string, step: string): void {
  if (lengthMs <= waitMaxMs) return;
  throw new StepFailure(step, `${said}: expected milliseconds, and 100 years at most`);
}

function instantOf(at: number | string, step: string): number {
  const instant = typeof at === 'number' ? at : readInstant(at);
  if (!Number.isFinite(instant)) {
    throw new StepFailure(step, `'${at}': expected an instant, or a day as 2026-12-24`);
  }
  refuseEndless(instant - Date.now(), at, step);
  return instant;
}

/** ISO 8601 alone: what else JavaScript reads depends on where it runs, and 31 February is 3 March to it. */
function readInstant(text: string): number {
  const [, day = '', time] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ??
    [];
  return isDay(day) ? Date.parse(time === undefined ? day : text) : Number.NaN;
}

function effectsOf(run: Run): Pick<Desk, 'activity' | 'webhook'> {
  return {
    activity: <T>(activity: string, argument: unknown = null, more: Named & Patience = {}) =>
      step(run, { kind: 'activity', name: more.name ?? activity }, () =>
        ownActivitiesOf(more).callActivity({ activity, argument }),
      ) as Promise<T>,
    webhook: (webhook, body, more = {}) =>
      step(run, { kind: 'webhook', name: more.name ?? webhook }, ({ position }) =>
        patientActivities(more).callWebhook({
          webhook,
          deliveryId: `${run.start.runId}-${position}`,
          body,
        }),
      ),
  };
}

function openingsFor(run: Run): Pick<Desk, 'openTicket'> {
  return {
    openTicket: ({ name, link = 'related', requester, ...said }) =>
      step(run, { kind: 'ticket', name }, ({ position }) => {
        const { ticketId, start } = run;
        const { runId, playbook } = start;
        const ticket = {
          ...said,
          requester: requester ?? start.ticket.requesterId,
          link: { kind: link, id: ticketId },
        };
        return openingsOf().openTicket({ playbook, key: `${runId}-${position}`, ticket });
      }),
  };
}

const checkUsualMs = 10_000;
/** What keeps the text of an answer takes a moment, too. */
const keepingMs = 5_000;

function checksOf(run: Run): Checks {
  type Asked = { name?: string; runbookStep?: string } & Patience;
  const check = (subject: CheckSubject, { name, runbookStep, ...patience }: Asked) =>
    step(
      run,
      { kind: 'check', name: name ?? checkLine(subject) },
      async ({ key, position }): Promise<CheckHeard> => {
        const { timeout = checkUsualMs, retries = 1 } = patience;
        const stepId = `${run.start.runId}-${position}-check`;
        const { ticketId } = run;
        const asked = { ticketId, stepId, subject, timeoutMs: timeout, attemptsMax: retries + 1 };
        const patient = patientActivities({ timeout: timeout + keepingMs, retries });
        const { outcome, answer, elapsedMs } = await patient.runCheck(asked);
        const heard = { kind: subject.kind, outcome, elapsedMs };
        const of = { id: run.start.runId, step: key };
        await give(run, position, 'recordCheck', {
          stepId,
          runbookStep: runbookStep ?? null,
          check: { ...heard, run: of },
        });
        if (outcome === 'refused') throw new StepFailure(key, `${checkLine(subject)}: ${answer}`);
        return { isMet: outcome === 'met', outcome, answer, elapsedMs };
      },
    );
  return {
    dns: (name, { type = 'A', expect, ...asked } = {}) =>
      check({ kind: 'dns', name, type, ...(expect !== undefined && { expect }) }, asked),
    tcp: (host, port, asked = {}) => check({ kind: 'tcp', host, port }, asked),
    http: (url, { status, containing, ...asked } = {}) =>
      check(
        {
          ...{ kind: 'http', url },
          ...(status !== undefined && { status }),
          ...(containing !== undefined && { containing }),
        },
        asked,
      ),
  };
}

function asksOf(run: Run): Pick<Desk, 'task' | 'approval' | 'consent'> {
  return {
    consent: ({ name, title, text, within }) => {
      const waitsFor = { requester: run.start.ticket.requesterId };
      return step(run, { kind: 'consent', name, waitsFor }, async ({ key, position }) => {
        run.hasTasks = true;
        const of = { id: run.start.runId, step: key };
        const spoken = { title, note: text, withinMs: within, run: of };
        // Its ticket may be merged meanwhile: then it is asked on the one that stands for it.
        for (let asked = 0; ; asked++) {
          const { ticketId } = run;
          await give(run, position, 'requestConsent', spoken, asked);
          const news = await heardOn(run, ticketId, (one) => isConsent(one, key) && one);
          if (news) return { isGiven: news.outcome === 'yes', outcome: news.outcome };
        }
      });
    },
    task: ({ name, within, ...task }) =>
      step(run, { kind: 'task', name, waitsFor: waitsForTask(task) }, async ({ key, position }) => {
        const added = { ...task, ...minutesOf(within), run: { id: run.start.runId, step: key } };
        run.hasTasks = true;
        await give(run, position, 'addTask', added);
        return taskResult(await heard(run, (news) => isTask(news, key) && news));
      }),
    approval: ({ rule, name = rule }) =>
      step(run, { kind: 'approval', name, waitsFor: { rule } }, async ({ position }) => {
        const before = run.heard.length;
        await give(run, position, 'requestApproval', { rule });
        const { ticketId } = run;
        const { outcome, by } = await activitiesOf().findApproval({ ticketId, rule });
        if (outcome !== 'open') return { outcome, by };
        const news = await heard(
          run,
          (one) => one.kind === 'approval' && one.rule === rule && one,
          before,
        );
        return { outcome: news.outcome, by: news.by };
      }),
  };
}

function waitsForTask({ group, assignee, task }: Omit<TaskStep, 'name' | 'within'>) {
  return {
    ...(group !== undefined && { group }),
    ...(assignee !== undefined && { assignee }),
    ...(task !== undefined && { task }),
  };
}

function minutesOf(within: number | undefined) {
  if (within === undefined) return {};
  // What is no length of time is refused where the task is added.
  const minutes = Math.round(within / 60_000);
  return { withinMinutes: within > 0 ? Math.max(1, minutes) : minutes };
}

type ConsentNews = PlaybookNews & { kind: 'consent' };

function isConsent(news: PlaybookNews, key: string): news is ConsentNews {
  return news.kind === 'consent' && news.step === key;
}

type TaskNews = PlaybookNews & { kind: 'task' };

function isTask(news: PlaybookNews, key: string): news is TaskNews {
  return news.kind === 'task' && news.step === key;
}

/** Texts of its form are rows: a history has their ids, until the playbook asks for them. */
async function taskResult({ outcome, by, answers, texts }: TaskNews): Promise<TaskResult> {
  if (texts.length === 0) return { outcome, by, answers };
  const words = await activitiesOf().readTexts({ ids: texts.map((name) => String(answers[name])) });
  const read = texts.map((name) => [name, words[String(answers[name])] ?? '']);
  return { outcome, by, answers: { ...answers, ...Object.fromEntries(read) } };
}

/** Waits until the run has heard something. @param from which of what it heard may be it */
async function heard<T extends PlaybookNews>(
  run: Run,
  find: (news: PlaybookNews) => T | false,
  from = 0,
): Promise<T> {
  const found = () => run.heard.slice(from).flatMap((news) => find(news) || [])[0];
  await condition(() => found() !== undefined);
  return found() as T;
}

/** The same, until the run goes on at another ticket: then undefined. */
async function heardOn<T extends PlaybookNews>(
  run: Run,
  ticketId: string,
  find: (news: PlaybookNews) => T | false,
): Promise<T | undefined> {
  const found = () => run.heard.flatMap((news) => find(news) || [])[0];
  await condition(() => found() !== undefined || run.ticketId !== ticketId);
  return found();
}

/** @param asked how often the step gave it before: each is a command of its own */
function give(
  run: Run,
  position: number,
  name: GivenByPlaybook['name'],
  spoken: GivenByPlaybook['spoken'],
  asked = 0,
): Promise<void> {
  const { ticketId, start } = run;
  const { runId, playbook } = start;
  const commandId = asked === 0 ? `${runId}-${position}` : `${runId}-${position}-${asked}`;
  return activitiesOf().giveTicket({ ticketId, runId, playbook, commandId, name, spoken });
}

interface Named {
  name?: string;
}

interface NewStep {
  kind: PlaybookStepKind;
  name: string;
  waitsFor?: StepRecord['waitsFor'];
}

/**
 * Does what a step does, has it shown, and gives what it gave where the run that this one retries had
 * done it already.
 */
async function step<T>(
  run: Run,
  { kind, name, waitsFor = null }: NewStep,
  work: (step: StepRecord) => Promise<T>,
): Promise<T> {
  const place = here();
  const position = ++run.stepCount;
  if (run.isCancelled && run.alwaysDepth === 0) throw new CancelledFailure('the run is cancelled');
  const keyed = keyFor(run.keys, name);
  const { key } = keyed;
  const startedAt = Date.now();
  const record: StepRecord = {
    ...{ key, position, name, kind, place, status: 'running', startedAt, endedAt: null, waitsFor },
    problem: null,
  };
  run.lastStep = record;
  if (Object.hasOwn(run.start.kept, key)) {
    const result = run.start.kept[key] as T;
    change(run, Object.assign(record, { status: 'kept', endedAt: startedAt, result }));
    await afterOthers();
    keyed.isOver = true;
    return result;
  }
  change(run, record);
  run.openCount++;
  try {
    refuseLoop(run, name);
    const result = await work(record);
    Object.assign(record, { status: 'done', ...(result !== undefined && { result }) });
    return result;
  } catch (error) {
    const failure = failureOf(error, name, place);
    record.status = isCancellation(error) ? 'cancelled' : 'failed';
    if (record.status === 'failed')
      record.problem = { step: name, place, message: failure.message };
    throw failure;
  } finally {
    run.openCount--;
    keyed.isOver = true;
    record.endedAt = Date.now();
    record.waitsFor = null;
    change(run, record);
  }
}

function refuseLoop({ stepCount, stepsMax }: Run, name: string): void {
  if (stepCount <= stepsMax) return;
  const expected = `expected ${stepsMax} at most; say stepsMax where it is no loop`;
  throw new StepFailure(name, `This is step ${stepCount} of the run: ${expected}`);
}

function change(run: Run, record: StepRecord): void {
  run.changed.set(record.key, record);
  run.hasNews = true;
}

async function always<T>(run: Run, work: () => Promise<T>): Promise<T> {
  run.alwaysDepth++;
  try {
    return await CancellationScope.nonCancellable(work);
  } finally {
    run.alwaysDepth--;
  }
}
