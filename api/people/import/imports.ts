import { recordAudit } from '../../../database/audit.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { orPeopleProblem } from '../refused.ts';
import { isByToken } from '../token_rights.ts';
import { accountImport, accountImportQuery } from './contract.ts';
import { exportPeople } from './export_people.ts';
import { importPeople } from './import_people.ts';

/** 50,000 people have about 8 MB. */
const bytesMax = 32 * 1024 * 1024;

export const importAccounts = defineOperation({
  id: 'importAccounts',
  method: 'post',
  address: '/api/account-imports',
  summary: 'Adds and changes people by a CSV file, or says what it would do',
  tag: 'People',
  query: accountImportQuery,
  bytesMax,
  share: 'uploads',
  answers: { 200: { description: 'What was or would be done', schema: accountImport } },
  async handle(call, { database, accounts }) {
    const { account, bytes, query } = call;
    const { locale } = account;
    const options = {
      writes: query.writes,
      author: askedBy(call),
      locale,
      isByToken: isByToken(call.response),
    };
    const body = await orPeopleProblem(() =>
      withDatabase(() => importPeople(database, bytes, options)),
    );
    if (body.isWritten) accounts.forget();
    return { status: 200, body };
  },
});

export const exportAccounts = defineOperation({
  id: 'exportAccounts',
  method: 'get',
  address: '/api/account-exports',
  summary: 'Everybody with an open account as CSV, as an import takes them',
  tag: 'People',
  answers: { 200: { description: 'The file', mediaTypes: ['text/csv'] } },
  async handle(call, { database }) {
    const text = await withDatabase(() => exportPeople(database));
    await withDatabase(() =>
      recordAudit(database, {
        ...askedBy(call),
        kind: 'export',
        object: { kind: 'desk', id: 'people' },
        after: { format: 'csv' },
      }),
    );
    call.response
      .status(200)
      .type('text/csv; charset=utf-8')
      .set('Content-Disposition', 'attachment; filename="people.csv"')
      .send(`\uFEFF${text}`);
    return undefined;
  },
});
