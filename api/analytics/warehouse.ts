import { metricDefinitions } from '../../analytics/catalogue.ts';
import { queryLimits } from '../../analytics/reader.ts';
import { callableFunctions } from '../../analytics/sandbox/functions.ts';
import { defineOperation } from '../http/operation.ts';
import { warehouseDescription } from './contract.ts';
import { snapshotView } from './result_file.ts';

export const getWarehouse = defineOperation({
  id: 'getWarehouse',
  method: 'get',
  address: '/api/warehouse',
  summary: 'What a query can ask of: tables and columns with their comments, functions, limits',
  tag: 'Analytics',
  answers: { 200: { description: 'The warehouse', schema: warehouseDescription } },
  async handle({ account: { locale } }, { warehouse }) {
    const [tables, snapshot] = await Promise.all([warehouse.schema(), warehouse.snapshot()]);
    const metrics = metricDefinitions().map(({ name, title }) => ({ name, title: title[locale] }));
    const body = {
      tables,
      metrics,
      functions: callableFunctions,
      limits: queryLimits,
      snapshot: snapshotView(snapshot),
    };
    return { status: 200, body };
  },
});
