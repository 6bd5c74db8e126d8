import path from 'node:path';
import { createChecks } from '../../activities/checks/checks.ts';
import { createPlaybookActivities } from '../../activities/playbooks/run_activities.ts';
import { type PlaybookCode, readPlaybookCode } from '../../activities/playbooks/sources.ts';
import { adoptPlaybooks, createPlaybookWorkers } from '../../activities/playbooks/workers.ts';
import { reachOf } from '../../activities/webhooks/reachable.ts';
import { writeNote } from '../../database/ticket_texts.ts';
import type { OpenTicket } from '../../workflows/domain/actions.ts';
import type { PlaybookTerms } from '../../workflows/ports.ts';
import { lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveDeskOptions,
  type LiveTicket,
  newTicketId,
  openLiveTicket,
  type StartedDesk,
  startLiveDesk,
} from '../support/live_desk.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

export const ownDir = path.join(import.meta.dirname, 'own');

/** The functions of these tests' owner. */
const own = {
  add: (argument: unknown) => {
    const { a, b } = argument as { a: number; b: number };
    return a + b;
  },
  count: () => ++counted,
  'breaks once': () => {
    if (!isMended) throw new Error('the other system is away');
  },
};

let counted = 0;
let isMended = false;

/** What broke does so no more. */
export function mend(): void {
  isMended = true;
}

export interface PlaybookDesk extends StartedDesk {
  code: PlaybookCode;
}

/** A desk whose worker has the playbooks of a folder, and those that are shipped. */
export async function startPlaybookDesk(
  dir = ownDir,
  options: LiveDeskOptions = {},
): Promise<PlaybookDesk> {
  const desk = await startLiveDesk(options);
  const code = await readPlaybookCode([{ dir }]);
  await runPlaybookWorkers(desk, code);
  return { ...desk, code };
}

/** Publishes code and runs the workers of it until the end of the file. */
export async function runPlaybookWorkers(desk: StartedDesk, code: PlaybookCode): Promise<void> {
  const { database, deliverCommand, temporal } = desk;
  const cacheDir = temporaryFolder();
  await adoptPlaybooks(database, code, cacheDir);
  const workers = await createPlaybookWorkers(
    {
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      options: { shutdownGraceTime: '1s', shutdownForceTime: '5s' },
      database,
      cacheDir,
      activities: {
        ...createPlaybookActivities({ database, deliverCommand, own }),
        callWebhook: async () => {},
        ...createChecks(database, reachOf(['127.0.0.1'])),
      },
      onFailure: (error) => {
        throw error;
      },
    },
    code,
  );
  const running = workers.map((worker) => worker.run());
  onTeardown(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  });
}

/** A ticket with what it is about, as whoever opens one writes it. */
export async function openTicket(
  desk: PlaybookDesk,
  fields: Partial<OpenTicket> = {},
): Promise<LiveTicket> {
  const ticketId = newTicketId();
  await desk
    .database('accounts')
    .insert({ account_id: requester.id, display_name: 'Camille', roles: ['requester'] })
    .onConflict('account_id')
    .ignore();
  await desk.database('ticket_contents').insert({
    ...{ ticket_id: ticketId, requester_id: requester.id, created_by: requester.id },
    ...{ subject: 'Nothing works', description: 'Since this morning', fingerprint: 'f' },
  });
  return openLiveTicket(desk, { ...fields, ticketId });
}

/** Starts a playbook on a ticket. @returns the id of its run */
export async function startOn(
  { database }: PlaybookDesk,
  ticket: LiveTicket,
  playbook: string,
  input: PlaybookTerms['input'] = {},
): Promise<string> {
  const inputId = `input-${ticket.ticketId}-${playbook}`;
  await writeNote(database, {
    ...{ note_id: inputId, ticket_id: ticket.ticketId, author_id: requester.id },
    ...{ kind: 'playbook_input', body: JSON.stringify(input), outcome: null, ruled_out: null },
  });
  const after = await ticket.does(lea, 'startPlaybook', { playbook, inputId });
  const run = after.ticket.playbooks?.at(-1);
  if (!run) throw new Error(`Playbook ${playbook} was not started`);
  await eventually(() => isThere({ database }, run.runId));
  return run.runId;
}

async function isThere({ database }: Pick<PlaybookDesk, 'database'>, runId: string) {
  const count = await database('playbook_steps').where('run_id', runId).first('key');
  return count !== undefined || (await hasStatus({ database }, runId, 'parked', 'done'));
}

async function hasStatus(
  { database }: Pick<PlaybookDesk, 'database'>,
  runId: string,
  ...statuses: string[]
): Promise<boolean> {
  const row = await database('playbook_runs').where('run_id', runId).first('status');
  return row !== undefined && statuses.includes(row.status);
}

/** Waits until the run stands so, and gives its row. */
export async function runWith(desk: PlaybookDesk, runId: string, status: string) {
  await eventually(() => hasStatus(desk, runId, status));
  const row = await desk.database('playbook_runs').where('run_id', runId).first();
  if (!row) throw new Error(`Run ${runId} is not there`);
  return row;
}

/** Its steps as `name: status`, in the order in which they began. */
export async function stepsOf({ database }: PlaybookDesk, runId: string): Promise<string[]> {
  const rows = await database('playbook_steps').where('run_id', runId).orderBy('position');
  return rows.map(({ key, status }) => `${key}: ${status}`);
}

/** Waits until a step of the run stands so. */
export async function stepWith(desk: PlaybookDesk, runId: string, step: string): Promise<void> {
  await eventually(async () => (await stepsOf(desk, runId)).includes(step));
}
