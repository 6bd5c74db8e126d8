import { defineOperation } from '../http/operation.ts';
import { queryRows, sqlBody } from './contract.ts';
import { abortedWith, fileMediaTypes, sendFile, snapshotView } from './result_file.ts';

export const querySql = defineOperation({
  id: 'querySql',
  method: 'post',
  address: '/api/sql',
  summary: 'One read-only query on the published warehouse, bounded in rows, time and memory',
  tag: 'Analytics',
  share: 'queries',
  body: sqlBody,
  answers: {
    200: {
      description: 'The rows',
      schema: queryRows,
      mediaTypes: fileMediaTypes,
    },
  },
  async handle({ body, response }, { warehouse }) {
    const query = {
      sql: body.sql,
      signal: abortedWith(response),
      ...(body.params ? { params: body.params } : {}),
      ...(body.rowLimit ? { rowLimit: body.rowLimit } : {}),
    };
    if (body.format !== 'json') {
      return sendFile(response, await warehouse.runSqlAs(query, body.format));
    }
    const { columns, rows, rowCount, truncated, elapsedMs, snapshot } =
      await warehouse.runSql(query);
    const answer = { columns, rows, rowCount, isTruncated: truncated, elapsedMs };
    return { status: 200, body: { ...answer, snapshot: snapshotView(snapshot) } };
  },
});
