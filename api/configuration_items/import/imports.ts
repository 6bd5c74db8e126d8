import { recordAudit } from '../../../database/audit.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { itemImport, itemImportQuery } from './contract.ts';
import { exportItems, importItems } from './import_items.ts';

const tag = 'Configuration items';
/** 50,000 items have about 8 MB. */
const bytesMax = 32 * 1024 * 1024;

export const importConfigurationItems = defineOperation({
  id: 'importConfigurationItems',
  method: 'post',
  address: '/api/configuration-item-imports',
  summary: 'Adds and changes devices and services by a CSV file, or says what it would do',
  tag,
  query: itemImportQuery,
  bytesMax,
  share: 'uploads',
  answers: { 200: { description: 'What was or would be done', schema: itemImport } },
  async handle(call, { database }) {
    const { account, bytes, query } = call;
    const options = { writes: query.writes, by: askedBy(call), locale: account.locale };
    return { status: 200, body: await withDatabase(() => importItems(database, bytes, options)) };
  },
});

export const exportConfigurationItems = defineOperation({
  id: 'exportConfigurationItems',
  method: 'get',
  address: '/api/configuration-item-exports',
  summary: 'The register as CSV, as an import takes it',
  tag,
  answers: { 200: { description: 'The file', mediaTypes: ['text/csv'] } },
  async handle(call, { database }) {
    const text = await withDatabase(() => exportItems(database));
    await withDatabase(() =>
      recordAudit(database, {
        ...askedBy(call),
        kind: 'export',
        object: { kind: 'desk', id: 'configuration_items' },
        after: { format: 'csv' },
      }),
    );
    call.response
      .status(200)
      .type('text/csv; charset=utf-8')
      .set('Content-Disposition', 'attachment; filename="items.csv"')
      .send(`\uFEFF${text}`);
    return undefined;
  },
});
