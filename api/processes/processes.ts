import { z } from 'zod';
import { findVersion } from '../../database/process_versions.ts';
import {
  findProcess,
  historyProcessId,
  isRead,
  presentOffers,
  processDefinitions,
} from '../../workflows/processes/index.ts';
import { offeredProcesses, pagesFor } from '../../workflows/processes/routing/route.ts';
import { givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { line, processWord, recordId } from '../http/text.ts';
import { seesInternals } from '../http/viewer.ts';
import { channel, locale } from '../http/words.ts';
import { processDescription, processList, routedTicket } from './contract.ts';
import { knownTo, onlyAsks } from './known_to.ts';
import { processView } from './process_view.ts';
import { askerOf, routeOpening } from './route_ticket.ts';

/** PostgreSQL's integer. */
const versionMax = 2_147_483_647;
const processPath = z.strictObject({ id: processWord });
const processQuery = z.strictObject({ locale: locale.optional() });

export const listProcesses = defineOperation({
  id: 'listProcesses',
  method: 'get',
  address: '/api/processes',
  summary: 'The processes a ticket can follow; requesters are told those that they meet',
  tag: 'Processes',
  query: processQuery,
  answers: { 200: { description: 'The processes', schema: processList } },
  async handle({ account, query }, { database }) {
    const locale = query.locale ?? account.locale;
    const offers = presentOffers();
    const known = onlyAsks(account) ? await knownTo(account, database) : undefined;
    const offered = seesInternals(account)
      ? offeredProcesses(offers, processDefinitions()).map(({ id }) => id)
      : pagesFor(offers, askerOf(account)).map(([, page]) => page.process);
    const items = processDefinitions()
      .filter(({ id }) => id !== historyProcessId && (known?.has(id) ?? true))
      .map(({ id, version, title }) => ({
        id,
        version,
        title: title[locale],
        isDefault: id === offers.default,
        isOffered: offered.includes(id),
      }));
    return { status: 200, body: { items, next: null } };
  },
});

export const getProcess = defineOperation({
  id: 'getProcess',
  method: 'get',
  address: '/api/processes/{id}',
  summary: 'What the forms of a process offer, in one language',
  tag: 'Processes',
  path: processPath,
  query: processQuery.extend({
    version: z.coerce.number().int().min(1).max(versionMax).optional().meta({
      description: 'One that was shipped before, which tickets still follow; not for requesters',
    }),
  }),
  answers: { 200: { description: 'The process', schema: processDescription } },
  async handle({ account, path, query }, { database }) {
    const known = onlyAsks(account) ? (await knownTo(account, database)).get(path.id) : null;
    const definition = known === undefined ? undefined : findProcess(path.id);
    if (!definition) throw notFound('process', path.id);
    const offers = presentOffers();
    const pages = seesInternals(account)
      ? Object.entries(offers.pages)
      : pagesFor(offers, askerOf(account));
    const reader = {
      locale: query.locale ?? account.locale,
      isInternal: seesInternals(account),
      known: known ?? null,
      pages: pages.filter(([, page]) => page.process === path.id),
    };
    const { version = definition.version } = query;
    if (version === definition.version) {
      return { status: 200, body: processView(definition, reader) };
    }
    const older = reader.known ? undefined : await findVersion(database, path.id, version);
    // What this program does not read any more has nothing to say in a form.
    if (!older || !isRead(older.definition)) throw notFound('process', `${path.id} ${version}`);
    return { status: 200, body: processView(older.definition, reader) };
  },
});

const routeQuery = z.strictObject({
  process: processWord.optional(),
  page: line(64).optional(),
  category: processWord.optional(),
  service: processWord.optional(),
  channel: channel.exclude(['import']).optional(),
  requester: recordId
    .optional()
    .meta({ description: 'For whom it would be opened; who asks where absent' }),
});

export const explainRoute = defineOperation({
  id: 'explainRoute',
  method: 'get',
  address: '/api/route',
  summary: 'Which process a ticket would follow, and why that one',
  tag: 'Processes',
  query: routeQuery,
  answers: { 200: { description: 'The process, and what leads to it', schema: routedTicket } },
  async handle({ account, query }, { accounts }) {
    const { requester: id, channel = 'portal', ...body } = query;
    const requester = id === undefined ? account : await accounts.findActive(id);
    if (!requester) throw wrongField('query.requester', expected('account'), givenValue(id));
    const found = routeOpening({ body, channel, requester, account });
    return { status: 200, body: { process: found.process, by: found.by, name: found.name } };
  },
});
