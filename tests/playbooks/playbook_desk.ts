import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createChecks } from '../../activities/checks/checks.ts';
import {
  type OwnActivities,
  openOwnActivities,
} from '../../activities/playbooks/isolated/own_activities.ts';
import { createPlaybookActivities } from '../../activities/playbooks/run_activities.ts';
import { createSecretCalls } from '../../activities/playbooks/secret_calls.ts';
import { type PlaybookCode, readPlaybookCode } from '../../activities/playbooks/sources.ts';
import {
  adoptPlaybooks,
  createPlaybookWorkers,
  openPlaybookPrograms,
  type PlaybookPrograms,
} from '../../activities/playbooks/workers.ts';
import { reachOf } from '../../activities/webhooks/reachable.ts';
import { writeNote } from '../../database/ticket_texts.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { ownersEnvironment } from '../../settings/owners_environment.ts';
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

/** While it is not there, the other system of these tests' owner is away. */
const otherSystem = path.join(temporaryFolder(), 'other_system');

/** What seals secrets on these desks. */
export const deskKey = openDeskKey({ secretKey: 'k'.repeat(40), homeDir: '/nowhere' });

/** What broke does so no more. */
export function mend(): void {
  writeFileSync(otherSystem, '');
}

/** It is away again. */
export function breakAgain(): void {
  rmSync(otherSystem, { force: true });
}

export interface PlaybookDesk extends StartedDesk {
  code: PlaybookCode;
  programs: PlaybookPrograms;
  activities: OwnActivities;
  /** What their log was told. */
  logged: string[];
}

/** A desk whose worker has the playbooks of a folder, and those that are shipped. */
export async function startPlaybookDesk(
  dir = ownDir,
  options: LiveDeskOptions = {},
): Promise<PlaybookDesk> {
  let programs: PlaybookPrograms | undefined;
  const wantPlaybooks = (buildId: string) => programs?.want(buildId);
  const desk = await startLiveDesk({ ...options, wantPlaybooks });
  const code = await readPlaybookCode([{ dir }]);
  const running = await runPlaybookWorkers(desk, code, dir);
  programs = running.programs;
  return { ...desk, ...running, code };
}

/** Publishes code and runs what carries it out until the end of the file. */
async function runPlaybookWorkers(
  { database, deliverCommand, temporal }: StartedDesk,
  code: PlaybookCode,
  dir: string,
): Promise<Pick<PlaybookDesk, 'programs' | 'activities' | 'logged'>> {
  const cacheDir = temporaryFolder();
  await adoptPlaybooks(database, code, cacheDir);
  const logged: string[] = [];
  const keep = (...said: unknown[]) => void logged.push(said.map(String).join(' '));
  const log = { info: keep, warn: keep, error: keep };
  const { address, namespace, nativeConnection: connection } = temporal;
  const access = { connectionOptions: { address }, namespace };
  const environment = { ...ownersEnvironment(process.env), OTHER_SYSTEM: otherSystem };
  const programs = openPlaybookPrograms({
    ...{ database, cacheDir, environment, log },
    temporal: access,
  });
  const activities = openOwnActivities(dir, environment, log);
  onTeardown(async () => {
    await Promise.all([programs.stop(), activities.stop()]);
  });
  const workers = await createPlaybookWorkers({
    connection,
    namespace,
    activities: {
      ...createPlaybookActivities({ database, deliverCommand }),
      callWebhook: async () => {},
      ...createSecretCalls(activities, database, deskKey),
      ...createChecks(database, reachOf(['127.0.0.1'])),
    },
  });
  const running = workers.map((worker) => worker.run());
  onTeardown(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  });
  return { programs, activities, logged };
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
