import { recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { ErasureRefused, erasePerson as erase } from '../../database/erasure.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError, givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import type { Call } from '../http/operation.ts';
import { defineOperation } from '../http/operation.ts';
import { orPeopleProblem } from '../people/refused.ts';
import {
  erasureBody,
  foundPeople,
  foundPeopleQuery,
  personalData,
  personalDataPath,
} from './contract.ts';
import { sendPersonalData } from './export_person.ts';
import { findPeople, findPersonalData, getPerson } from './find_personal_data.ts';

const tag = 'Privacy';
const zip = 'application/zip';

export const findPersonsData = defineOperation({
  id: 'findPersonsData',
  method: 'get',
  address: '/api/personal-data',
  summary: 'People whose data can be exported or erased, closed accounts too; 20 at most',
  tag,
  query: foundPeopleQuery,
  answers: { 200: { description: 'The people, by name', schema: foundPeople } },
  async handle({ query }, { database }) {
    return { status: 200, body: { items: await findPeople(database, query.q), next: null } };
  },
});

export const getPersonalData = defineOperation({
  id: 'getPersonalData',
  method: 'get',
  address: '/api/personal-data/{id}',
  summary:
    'What the desk keeps of a person, what keeps it from erasing them, and who wrote of them',
  tag,
  path: personalDataPath,
  answers: { 200: { description: 'How much of each, and texts of others', schema: personalData } },
  async handle({ path }, { database }) {
    return { status: 200, body: await findPersonalData(database, path.id) };
  },
});

export const exportPersonalData = defineOperation({
  id: 'exportPersonalData',
  method: 'get',
  address: '/api/personal-data/{id}/file',
  summary: 'All of it as a ZIP of JSON and files; the audit says who took it',
  tag,
  path: personalDataPath,
  share: 'queries',
  answers: { 200: { description: 'The ZIP', mediaTypes: [zip] } },
  async handle(call, { database }) {
    await getPerson(database, call.path.id);
    return send(call, database, call.path.id);
  },
});

export const exportMyData = defineOperation({
  id: 'exportMyData',
  method: 'get',
  address: '/api/me/personal-data',
  summary: 'What the desk keeps of whoever asks, as a ZIP of JSON and files',
  tag,
  share: 'queries',
  answers: { 200: { description: 'The ZIP', mediaTypes: [zip] } },
  handle: (call, { database }) => send(call, database, call.account.id),
});

async function send(
  call: Pick<Call, 'request' | 'response'>,
  database: Database,
  accountId: string,
): Promise<undefined> {
  await withDatabase(() =>
    recordAudit(database, {
      ...askedBy(call),
      kind: 'personal_data_exported',
      object: { kind: 'account', id: accountId },
    }),
  );
  await sendPersonalData(database, accountId, call.response);
  return undefined;
}

export const erasePerson = defineOperation({
  id: 'erasePerson',
  method: 'post',
  address: '/api/personal-data/{id}/erasure',
  summary: 'Erases a person for good: their words, their files and who they were. Tickets stay',
  tag,
  path: personalDataPath,
  body: erasureBody,
  answers: { 204: { description: 'Nobody can bring it back' } },
  async handle(call, { database, accounts }) {
    const { path, body } = call;
    const { name } = await getPerson(database, path.id);
    if (body.confirm !== name) {
      throw wrongField('body.confirm', expected('account_name'), givenValue(body.confirm));
    }
    const erasure = { accountId: path.id, mentions: body.mentions };
    await orPeopleProblem(() =>
      withDatabase(() => database.transaction((trx) => erase(trx, askedBy(call), erasure))),
    ).catch((error: unknown) => {
      throw error instanceof ErasureRefused ? refusalOf(error, path.id) : error;
    });
    accounts.forget(path.id);
    return { status: 204 };
  },
});

function refusalOf({ why, tickets }: ErasureRefused, accountId: string): ApiError {
  if (why === 'unknown_account') return notFound('person', accountId);
  return new ApiError(409, { code: 'person_not_erased', parameters: { why, tickets } });
}
