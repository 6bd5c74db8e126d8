import { z } from 'zod';
import {
  findProcess,
  historyProcessId,
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
import { processView } from './process_view.ts';
import { askerOf, routeOpening } from './route_ticket.ts';

const processPath = z.strictObject({ id: processWord });
const processQuery = z.strictObject({ locale: locale.optional() });

export const listProcesses = defineOperation({
  id: 'listProcesses',
  method: 'get',
  address: '/api/processes',
  summary: 'The processes a ticket can follow',
  tag: 'Processes',
  query: processQuery,
  answers: { 200: { description: 'The processes', schema: processList } },
  async handle({ account, query }, { database }) {
    const locale = query.locale ?? account.locale;
    const offers = presentOffers();
    const asker = await askerOf(account, offers, database);
    const offered = seesInternals(account)
      ? offeredProcesses(offers, processDefinitions()).map(({ id }) => id)
      : pagesFor(offers, asker).map(([, page]) => page.process);
    const items = processDefinitions()
      .filter(({ id }) => id !== historyProcessId)
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
  query: processQuery,
  answers: { 200: { description: 'The process', schema: processDescription } },
  handle({ account, path, query }) {
    const definition = findProcess(path.id);
    if (!definition) throw notFound('process', path.id);
    const locale = query.locale ?? account.locale;
    const body = processView(definition, locale, seesInternals(account));
    return { status: 200, body };
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
  async handle({ account, query }, { accounts, database }) {
    const { requester: id, channel = 'portal', ...body } = query;
    const requester = id === undefined ? account : await accounts.findActive(id);
    if (!requester) throw wrongField('query.requester', expected('account'), givenValue(id));
    const found = await routeOpening({ body, channel, requester, account }, database);
    return { status: 200, body: { process: found.process, by: found.by, name: found.name } };
  },
});
