import type { Transaction } from '../../database/connection.ts';
import { faultPoint } from '../../database/fault_point.ts';
import { deleteOutgoing, findOutgoing, insertOutgoing } from '../../database/outgoing_commands.ts';
import { findStanding } from '../../database/standing.ts';
import { insertNotes } from '../../database/ticket_texts.ts';
import type { OutgoingCommand } from '../../workflows/domain/outgoing_commands.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { actorOf } from '../http/viewer.ts';
import { problemRefused } from './errors.ts';
import { findProblem } from './find_problems.ts';
import { type ChangeCall, changeProblem } from './problem_changes.ts';
import type { ProblemResolutionBody } from './resolution.ts';

type IncidentResolution = NonNullable<ProblemResolutionBody['incidents']>;

/** Told in one go: some hundreds of bytes each, far below what one workflow may be given. */
const resolvedAtOnceMax = 1_000;

/**
 * Resolves a problem, and with it its open incidents where that is asked. They are told in the name
 * of who said it: the promise to tell them is written with the problem and kept after it, so that
 * they are told if the problem is resolved, and not otherwise.
 * @returns how many incidents are being resolved
 * @throws ApiError 400 for a code that one of them does not know or cannot be given here, and as a
 * change of a problem does
 */
export async function resolveWithIncidents(
  { note, incidents }: ProblemResolutionBody,
  call: ChangeCall,
  dependencies: ApiDependencies,
): Promise<number> {
  const { database } = dependencies;
  const { idempotency, path } = call;
  const batchId = `resolution-of-${path.id}-${idempotency.commandId}`;
  const open = incidents ? await openIncidents(path.id, dependencies) : [];
  const rootCause = incidents && (await knownRootCause(path.id, dependencies));
  if (incidents) checkCode(incidents.code, open, rootCause !== undefined);
  await changeProblem(
    {
      name: 'resolve',
      texts: { note: { kind: 'note', body: note } },
      payload: ({ note: noteId }) => ({
        noteId: noteId as string,
        code: incidents?.code ?? null,
        incidents: open.map(({ ticketId }) => ticketId),
      }),
      async within(trx) {
        if (!incidents || open.length === 0) return;
        await writeNotes(trx, open, { note: incidents.note, rootCause }, call);
        const commands = open.map(({ ticketId }) => tellOf(ticketId, incidents, rootCause, call));
        await insertOutgoing(trx, path.id, { batchId, commands });
      },
    },
    call,
    database,
  );
  faultPoint('after_promise');
  await keepPromise(batchId, dependencies);
  return countResolving(call, dependencies);
}

/** What cannot be kept now is kept by the worker's sweep. */
async function keepPromise(
  batchId: string,
  { database, workflows, log }: ApiDependencies,
): Promise<void> {
  try {
    const outgoing = await findOutgoing(database, batchId);
    if (!outgoing) return;
    await workflows.deliverAll(batchId, outgoing.commands);
    await deleteOutgoing(database, batchId);
  } catch (error) {
    log.warn({ err: error, batchId }, 'incidents will be told later');
  }
}

interface OpenIncident {
  ticketId: string;
  processId: string;
}

/** The open tickets that stand for the problem's incidents now: one may have been merged. */
async function openIncidents(
  problemId: string,
  { database }: ApiDependencies,
): Promise<OpenIncident[]> {
  const rows = await withDatabase(async () => {
    const ids: string[] = await database('problem_incidents')
      .where('problem_id', problemId)
      .pluck('ticket_id');
    const standing = await findStanding(database, ids);
    return database('tickets')
      .whereIn('ticket_id', [...new Set(standing.values())])
      .where('is_open', true)
      .where('origin', 'live')
      .orderBy('ticket_id')
      .limit(resolvedAtOnceMax + 1)
      .select('ticket_id', 'process_id');
  });
  if (rows.length > resolvedAtOnceMax) {
    throw problemRefused({ code: 'too_many_incidents', parameters: { limit: resolvedAtOnceMax } });
  }
  return rows.map((row) => ({ ticketId: row.ticket_id, processId: row.process_id }));
}

async function knownRootCause(
  problemId: string,
  { database }: ApiDependencies,
): Promise<string | undefined> {
  const stored = await findProblem(database, problemId);
  const id = stored?.state.rootCauseId;
  return id ? stored.texts.get(id) : undefined;
}

function checkCode(code: string, open: OpenIncident[], hasRootCause: boolean): void {
  for (const processId of new Set(open.map((incident) => incident.processId))) {
    const { resolutionCodes } = rulesAt(processId, Date.now()).process;
    const accepted = Object.keys(resolutionCodes).filter((one) =>
      resolutionCodes[one]?.requires.every(
        (field) => field === 'note' || (field === 'rootCause' && hasRootCause),
      ),
    );
    if (accepted.includes(code)) continue;
    const words = expected('one_of', { words: accepted });
    throw wrongField('body.incidents.code', words, givenValue(code));
  }
}

const noteRole = (ticketId: string) => `note-${ticketId}`;
const rootCauseRole = (ticketId: string) => `root-cause-${ticketId}`;

async function writeNotes(
  trx: Transaction,
  open: OpenIncident[],
  { note, rootCause }: { note: string; rootCause: string | undefined },
  { account, idempotency }: ChangeCall,
): Promise<void> {
  const text = (
    ticketId: string,
    role: string,
    kind: 'resolution' | 'root_cause',
    body: string,
  ) => ({
    note_id: idempotency.textId(role),
    ticket_id: ticketId,
    author_id: account.id,
    kind,
    body,
  });
  await insertNotes(
    trx,
    open.flatMap(({ ticketId }) => [
      text(ticketId, noteRole(ticketId), 'resolution', note),
      ...(rootCause === undefined
        ? []
        : [text(ticketId, rootCauseRole(ticketId), 'root_cause', rootCause)]),
    ]),
  );
}

function tellOf(
  ticketId: string,
  { code }: IncidentResolution,
  rootCause: string | undefined,
  { account, idempotency }: ChangeCall,
): OutgoingCommand<'resolve'> {
  return {
    ticketId,
    name: 'resolve',
    actor: actorOf(account),
    commandId: `${idempotency.commandId}-${ticketId}`,
    payload: {
      code,
      noteId: idempotency.textId(noteRole(ticketId)),
      rootCauseId: rootCause === undefined ? null : idempotency.textId(rootCauseRole(ticketId)),
    },
  };
}

/** As the event has it, so that a repeated request is told what the first one was. */
async function countResolving(
  { idempotency, path }: ChangeCall,
  { database }: ApiDependencies,
): Promise<number> {
  const event = await withDatabase(() =>
    database('problem_events')
      .where({ problem_id: path.id, command_id: idempotency.commandId, type: 'problem_resolved' })
      .first('data'),
  );
  return (event?.data as { incidents: string[] } | undefined)?.incidents.length ?? 0;
}
