import { z } from 'zod';
import {
  findProcess,
  historyProcessId,
  presentOffers,
  processDefinitions,
} from '../../workflows/processes/index.ts';
import { offeredProcesses, pagesFor } from '../../workflows/processes/routing/route.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import { processWord } from '../http/text.ts';
import { seesInternals } from '../http/viewer.ts';
import { locale } from '../http/words.ts';
import { processDescription, processList } from './contract.ts';
import { processView } from './process_view.ts';
import { askerOf } from './route_ticket.ts';

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
