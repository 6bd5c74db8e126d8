import type { TicketEvent } from '../../../workflows/domain/events.ts';
import { clocksOf, escalationsOf, resolutionsOf } from '../../../workflows/domain/record.ts';
import { type Actor, standingLinks } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../../http/cursor.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { pageQuery } from '../../http/parameters.ts';
import { seesInternals } from '../../http/viewer.ts';
import { linkKind } from '../../http/words.ts';
import { clockView } from '../clock_view.ts';
import type { DiagnosticStep } from '../contract.ts';
import { findLinked } from '../find_tickets.ts';
import { escalationView, noteIdsOfEscalation } from '../hand_off_view.ts';
import { iso, personOf, type RecordParts } from '../parts.ts';
import { resolutionView } from '../resolution_view.ts';
import { notesOf } from '../texts.ts';
import { numberedPath, ticketPath } from '../ticket_path.ts';
import { linkView } from '../ticket_view.ts';
import { getVisible } from '../tickets.ts';
import {
  clockPage,
  diagnosticStepPage,
  escalationPage,
  resolutionPage,
  ticketLinkPage,
} from './contract.ts';
import { findRecordPage, findStepPage } from './find_record.ts';

/**
 * A ticket's past, a page at a time and the latest first: what the ticket itself no longer answers
 * with, told from its events.
 */

export const listClocks = defineOperation({
  id: 'listClocks',
  method: 'get',
  address: '/api/tickets/{id}/clocks',
  summary: 'Every clock there was on a ticket, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  query: pageQuery,
  answers: { 200: { description: 'A page of clocks', schema: clockPage } },
  async handle({ account, path, query }, dependencies) {
    const processId = await processIdOf(path.id, account, dependencies);
    const { events, next } = await findRecordPage(dependencies.database, path.id, 'clocks', query);
    const viewpoint = { account, now: Date.now() };
    const items = clocksOf(events).toReversed();
    return {
      status: 200,
      body: { items: items.map((clock) => clockView(clock, processId, viewpoint)), next },
    };
  },
});

const stepQuery = pageQuery.extend({
  escalation: numberedPath()
    .shape.n.optional()
    .meta({ description: 'Only the steps that were handed off with this escalation' }),
});

export const listDiagnosticSteps = defineOperation({
  id: 'listDiagnosticSteps',
  method: 'get',
  address: '/api/tickets/{id}/diagnostic-steps',
  summary: 'What was tried on a ticket and what came out, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  query: stepQuery,
  answers: { 200: { description: 'A page of diagnostic steps', schema: diagnosticStepPage } },
  async handle({ account, path, query }, dependencies) {
    const processId = await processIdOf(path.id, account, dependencies);
    const page = await findStepPage(dependencies.database, path.id, query);
    const steps = page.items.map(({ actor, data }) => ({ by: actor, stepId: data.stepId }));
    const parts = await partsOf(processId, steps, ({ stepId }) => [stepId], dependencies);
    return {
      status: 200,
      body: { items: page.items.map((event) => stepView(event, parts)), next: page.next },
    };
  },
});

export const listEscalations = defineOperation({
  id: 'listEscalations',
  method: 'get',
  address: '/api/tickets/{id}/escalations',
  summary: 'Every escalation of a ticket with its hand-off, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  query: pageQuery,
  answers: { 200: { description: 'A page of escalations', schema: escalationPage } },
  async handle({ account, path, query }, dependencies) {
    const processId = await processIdOf(path.id, account, dependencies);
    const page = await findRecordPage(dependencies.database, path.id, 'escalations', query);
    const items = escalationsOf(page.events).toReversed();
    const parts = await partsOf(processId, items, noteIdsOfEscalation, dependencies);
    const viewpoint = { account, now: Date.now() };
    return {
      status: 200,
      body: { items: items.map((one) => escalationView(one, parts, viewpoint)), next: page.next },
    };
  },
});

export const listResolutions = defineOperation({
  id: 'listResolutions',
  method: 'get',
  address: '/api/tickets/{id}/resolutions',
  summary: 'Every resolution of a ticket, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  query: pageQuery,
  answers: { 200: { description: 'A page of resolutions', schema: resolutionPage } },
  async handle({ account, path, query }, dependencies) {
    const processId = await processIdOf(path.id, account, dependencies);
    const page = await findRecordPage(dependencies.database, path.id, 'resolutions', query);
    const items = resolutionsOf(page.events).toReversed();
    const noteIdsOf = ({ noteId, rootCauseId }: (typeof items)[number]) => [noteId, rootCauseId];
    const parts = await partsOf(processId, items, noteIdsOf, dependencies);
    const viewpoint = { account, now: Date.now() };
    return {
      status: 200,
      body: { items: items.map((one) => resolutionView(one, parts, viewpoint)), next: page.next },
    };
  },
});

const linkQuery = pageQuery.extend({ kind: linkKind.optional() });
const linkOrder = '-link';
const linkPageSizeDefault = 50;

export const listLinks = defineOperation({
  id: 'listLinks',
  method: 'get',
  address: '/api/tickets/{id}/links',
  summary: 'Every record a ticket is linked to, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  query: linkQuery,
  answers: { 200: { description: 'A page of links', schema: ticketLinkPage } },
  async handle({ account, path, query }, dependencies) {
    const { database } = dependencies;
    const { state } = await getVisible(path.id, account, dependencies);
    const position = decodeCursor(query.cursor, linkOrder, ['integer']);
    const rows = (state ? standingLinks(state) : [])
      .map((link, place) => ({ link, place }))
      .filter(({ link, place }) => {
        const isOfKind = query.kind === undefined || link.kind === query.kind;
        const isTheirs = seesInternals(account) || link.kind !== 'problem';
        return isOfKind && isTheirs && (!position || place < Number(position[0]));
      })
      .toReversed();
    const { items, next } = pageFrom(rows, query.limit ?? linkPageSizeDefault, ({ place }) =>
      encodeCursor(linkOrder, [place]),
    );
    const ids = items.map(({ link }) => link.id);
    const linked = await withDatabase(() => findLinked(database, account, ids));
    return { status: 200, body: { items: items.map(({ link }) => linkView(link, linked)), next } };
  },
});

/** @throws ApiError 404 where there is no such ticket for this account */
async function processIdOf(
  ticketId: string,
  account: Parameters<typeof getVisible>[1],
  dependencies: ApiDependencies,
): Promise<string> {
  const { state } = await getVisible(ticketId, account, dependencies);
  return state?.processId ?? '';
}

/** The texts of these things, and the names of those who did them. */
async function partsOf<T extends { by: Actor }>(
  processId: string,
  items: readonly T[],
  noteIdsOf: (item: T) => (string | null)[],
  { accounts, database }: ApiDependencies,
): Promise<RecordParts> {
  const actors = items.map(({ by }) => by).filter(({ kind }) => kind !== 'system');
  const noteIds = items.flatMap(noteIdsOf).filter((id) => id !== null);
  const [names, texts] = await Promise.all([
    accounts.namesOf(actors.map(({ id }) => id)),
    withDatabase(() => notesOf(database, noteIds)),
  ]);
  return { processId, names, texts };
}

function stepView(
  { data, at, actor }: Extract<TicketEvent, { type: 'diagnostic_step_recorded' }>,
  { texts, names }: RecordParts,
): DiagnosticStep {
  const { body: step = null, outcome = null, ruledOut = null } = texts.get(data.stepId) ?? {};
  return {
    id: data.stepId,
    kind: data.kind,
    runbookStep: data.runbookStep,
    step,
    outcome,
    ruledOut,
    at: iso(at),
    by: personOf(actor.id, names),
    tier: data.tier,
  };
}
