import type { Response } from 'express';
import type { QueryResult } from '../../analytics/reader.ts';
import { defineOperation } from '../http/operation.ts';
import { queryRows, sqlBody } from './contract.ts';
import { recordDownload } from './record_download.ts';
import { abortedWith, fileMediaTypes, sendFile, snapshotView } from './result_file.ts';

/** As much as a screen can show; whoever wants all takes a file. */
const rowsBytesMax = 8 * 1024 * 1024;
const fileBytesMax = 256 * 1024 * 1024;

export const querySql = defineOperation({
  id: 'querySql',
  method: 'post',
  address: '/api/sql',
  summary:
    'One read-only query on the published warehouse, bounded in rows, bytes, time and memory',
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
  async handle(call, { warehouse, database }) {
    const { body, response } = call;
    const query = {
      sql: body.sql,
      signal: abortedWith(response),
      ...(body.params ? { params: body.params } : {}),
      ...(body.rowLimit ? { rowLimit: body.rowLimit } : {}),
    };
    const { format } = body;
    if (format !== 'json') {
      const asked = { ...query, byteLimit: fileBytesMax };
      const file = await warehouse.runSqlAs(asked, format);
      await recordDownload(database, call, { format, id: 'sql', file, sql: body.sql });
      return sendFile(response, file);
    }
    sendRows(response, await warehouse.runSqlText({ ...query, byteLimit: rowsBytesMax }));
    return undefined;
  },
});

/** The rows are JSON already: to read and write them once more would hold up everybody else. */
function sendRows(response: Response, result: QueryResult): void {
  const { columns, text, rowCount, truncated, elapsedMs, snapshot } = result;
  const rest = { columns, rowCount, isTruncated: truncated, elapsedMs };
  const head = JSON.stringify({ ...rest, snapshot: snapshotView(snapshot) });
  response
    .type('application/json')
    .status(200)
    .end(`${head.slice(0, -1)},"rows":${text}}`);
}
