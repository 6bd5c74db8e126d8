import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import { exportFromPostgres } from '../../analytics/export.ts';
import * as schemas from '../../api/contract.ts';
import { projected } from '../support/live_desk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  type ApiDesk,
  type Body,
  type Caller,
  callerOf,
  startApi,
  startApiDesk,
} from './api_desk.ts';

let desk: ApiDesk;
let url: string;
let analyst: Caller;

test.before(async () => {
  desk = await startApiDesk();
  const lea = desk.as('demo-agent');
  for (let i = 0; i < 3; i++) await lea.opens({ requester: 'acc-paul' });
  const { id } = await lea.opens({ requester: 'acc-camille' });
  await lea.put(`/api/tickets/${id}/acceptance`);
  const solved = await lea.put(`/api/tickets/${id}/resolution`, { code: 'fixed', note: 'Done' });
  await projected(desk, id, solved.body.seq);
  const warehouseDir = temporaryFolder();
  await exportFromPostgres({ databaseUrl: desk.databaseUrl, warehouseDir });
  const server = await startApi({
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
    PALIER_WAREHOUSE: warehouseDir,
  });
  url = server.url;
  analyst = callerOf(url, 'demo-analyst');
});

async function download(path: string, body?: object) {
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: 'Bearer demo-analyst',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('the catalogue says what each metric asks, and its rows answer', async (t) => {
  const { body } = await analyst.get('/api/metrics');
  schemas.metricCatalogue.parse(body);
  for (const { name, periods } of body.items) {
    const by = periods.at(-1);
    const { status, body: rows } = await analyst.get(`/api/metrics/${name}?by=${by}`);
    t.is(status, 200, `${name}: ${JSON.stringify(rows).slice(0, 300)}`);
    schemas.metricRows.parse(rows);
    t.is(rows.name, name);
    t.truthy(rows.snapshot.dataThrough);
  }
});

test('the catalogue is in the language of whoever asks, its names and its SQL are not', async (t) => {
  const find = async (locale: string) => {
    const { body } = await analyst.get('/api/metrics', { 'accept-language': locale });
    schemas.metricCatalogue.parse(body);
    return body.items.find(({ name }: Body) => name === 'backlog');
  };
  const [english, french] = [await find('en'), await find('fr')];
  t.is(english.question, 'How many tickets were open at the end of the period?');
  t.is(french.question, 'Combien de tickets étaient ouverts à la fin de la période\u00a0?');
  for (const field of ['title', 'grain', 'exclusions', 'owner', 'variants']) {
    t.not(french[field], english[field], field);
  }
  const columnOf = (metric: Body) => metric.columns.find(({ name }: Body) => name === 'open_count');
  t.is(columnOf(english).description, 'tickets open');
  t.is(columnOf(french).description, 'tickets ouverts');
  t.is(french.sql, english.sql);
});

test('a metric comes as CSV, Arrow and Parquet with the same rows', async (t) => {
  const address = '/api/metrics/backlog?by=month';
  const json = (await analyst.get(address)).body;
  const csv = await download(`${address}&format=csv`);
  t.regex(csv.response.headers.get('content-type') ?? '', /^text\/csv/);
  t.regex(
    csv.response.headers.get('content-disposition') ?? '',
    /^attachment; filename=".+\.csv"$/,
  );
  const [header, ...lines] = csv.bytes.toString('utf8').trim().split(/\r?\n/);
  t.is(header, json.columns.map(({ name }: Body) => name).join(','));
  t.is(lines.length, json.rowCount);
  const arrow = await download(`${address}&format=arrow`);
  t.is(tableFromIPC(arrow.bytes).numRows, json.rowCount);
  const parquet = await download(`${address}&format=parquet`);
  t.is(parquet.bytes.subarray(0, 4).toString('latin1'), 'PAR1');
});

test('a metric refuses dates and cuts it does not have and names them', async (t) => {
  const day = await analyst.get('/api/metrics/backlog?from=yesterday');
  t.is(day.status, 400);
  t.is(day.body.errors[0].path, 'query.from');
  const cut = await analyst.get('/api/metrics/backlog?by=colour');
  t.is(cut.status, 400);
  t.is(cut.body.code, 'invalid_parameter');
  t.is(cut.body.errors[0].path, 'query.by');
});

test('SQL answers from the snapshot, with parameters, in every format', async (t) => {
  const tables = await analyst.post('/api/sql', { sql: 'show tables' });
  t.is(tables.status, 200, JSON.stringify(tables.body));
  schemas.queryRows.parse(tables.body);
  t.true(tables.body.rowCount > 0);
  const sum = await analyst.post('/api/sql', {
    sql: 'select $a + 1 as next, $b as word',
    params: { a: 41, b: 'x' },
  });
  t.is(sum.status, 200, JSON.stringify(sum.body));
  t.deepEqual(sum.body.rows, [[42, 'x']]);
  const csv = await download('/api/sql', { sql: "select 1 as n, 'é' as e", format: 'csv' });
  t.is(csv.bytes.toString('utf8').trim().replaceAll('\r', ''), 'n,e\n1,é');
});

test('SQL that writes, reads files or does not parse is refused in words', async (t) => {
  const refused = {
    "copy (select 1) to '/tmp/out.csv'": 'sql_refused',
    "select * from read_text('/etc/passwd')": 'sql_refused',
    'drop table ticket': 'sql_refused',
    'select 1; select 2': 'sql_refused',
    'selec 1': null,
    'select nothing from nowhere': null,
  };
  for (const [sql, code] of Object.entries(refused)) {
    const { status, body } = await analyst.post('/api/sql', { sql });
    t.is(status, 400, `${sql}: ${JSON.stringify(body)}`);
    if (code) t.is(body.code, code, sql);
    schemas.problem.parse(body);
    t.notRegex(body.detail, /root:x|\/tmp\/palier/);
  }
});

test('a dashboard is drawn as page, picture and specification', async (t) => {
  const { body } = await analyst.get('/api/dashboards');
  schemas.dashboardList.parse(body);
  t.true(body.items.length >= 1);
  const { addresses } = body.items[0];
  const page = await download(addresses.html);
  t.is(page.response.status, 200, page.bytes.toString('utf8').slice(0, 300));
  t.regex(page.response.headers.get('content-type') ?? '', /^text\/html/);
  t.regex(page.response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  t.notRegex(page.bytes.toString('utf8'), /<script/);
  const svg = await download(addresses.svg);
  t.regex(svg.bytes.toString('utf8'), /^<svg/);
  t.regex(svg.response.headers.get('etag') ?? '', /^".+"$/);
  const png = await download(addresses.png);
  t.is(png.bytes.subarray(1, 4).toString('latin1'), 'PNG');
  const spec = await download(addresses.spec);
  t.regex((JSON.parse(spec.bytes.toString('utf8')) as Body).$schema, /vega-lite/);
});

test('an unknown dashboard or format is not found', async (t) => {
  t.is((await analyst.get('/api/dashboards/gardening.svg')).status, 404);
  t.is((await analyst.get('/api/dashboards/service_desk_overview.pdf')).status, 404);
  t.is((await analyst.get('/api/dashboards/..%2f..%2fpackage.svg')).status, 404);
});

test('a metric of one group and priority counts theirs only, and gives their tickets', async (t) => {
  const filter = 'by=&group=service_desk&priority=p4';
  const whole = (await analyst.get('/api/metrics/opened_and_resolved?by=')).body;
  t.is(whole.rowCount, 1);
  t.deepEqual(whole.by, []);
  const rows = (await analyst.get('/api/metrics/opened_and_resolved?by=month&group=nobody')).body;
  t.true(rows.rows.length > 0);
  const column = rows.columns.findIndex(({ name }: Body) => name === 'entered_count');
  t.is(
    rows.rows.reduce((sum: number, row: number[]) => sum + (row[column] ?? 0), 0),
    0,
  );
  const tickets = await analyst.get('/api/metrics/opened_and_resolved/tickets');
  t.is(tickets.status, 200, JSON.stringify(tickets.body));
  t.is(tickets.body.filter(({ cause }: Body) => cause === 'opened').length, 4);
  const arrow = await download('/api/metrics/opened_and_resolved/tickets?format=arrow');
  t.is(tableFromIPC(arrow.bytes).numRows, tickets.body.length);
  t.is(arrow.response.headers.get('palier-rows'), String(tickets.body.length));
  t.truthy(arrow.response.headers.get('palier-snapshot'));
  const some = await analyst.get(
    '/api/metrics/opened_and_resolved/tickets?segment=group&only=service_desk',
  );
  t.true(some.body.every((row: Body) => row.group_id === 'service_desk'));
  t.is((await analyst.get(`/api/metrics/opened_and_resolved/tickets?${filter}`)).status, 400);
  t.is((await analyst.get('/api/metrics/opened_forecast/tickets')).status, 404);
  t.is((await analyst.get('/api/metrics/backlog?priority=p9')).status, 400);
});

test('the charts of a dashboard come compiled, and say what they are computed from', async (t) => {
  const { status, body } = await analyst.get('/api/dashboards/backlog/views?theme=dark');
  t.is(status, 200, JSON.stringify(body).slice(0, 300));
  schemas.dashboardViews.parse(body);
  t.regex(body.provenance, /Snapshot 1 \(position \d+\) · Processes it_support \d/);
  t.true(body.groups.includes('service_desk'));
  t.deepEqual(Object.keys(body.datasets).sort().slice(0, 2), ['backlog', 'backlog_age']);
  t.is((await analyst.get('/api/dashboards/gardening/views')).status, 404);
  t.is((await analyst.get('/api/dashboards/backlog/views?from=2026-02-30')).status, 400);
});

test('a chart of a result is compiled from columns and a mark, never from syntax', async (t) => {
  const chart = {
    mark: 'bar',
    x: { name: 'group_id', kind: 'text' },
    y: { name: 'n', kind: 'number' },
    colour: null,
    theme: 'light',
  };
  const { status, body } = await analyst.post('/api/charts', chart);
  t.is(status, 200);
  schemas.chartSpec.parse(body);
  t.regex(body.vega.$schema, /vega\/v6/);
  const wrong = await analyst.post('/api/charts', {
    ...chart,
    data: { url: 'file:///etc/passwd' },
  });
  t.is(wrong.status, 400);
  t.is(wrong.body.errors[0].path, 'body.data');
});

test('the warehouse tells analysts its tables, functions and limits', async (t) => {
  const { status, body } = await analyst.get('/api/warehouse');
  t.is(status, 200);
  schemas.warehouseDescription.parse(body);
  const tickets = body.tables.find(({ name }: Body) => name === 'tickets');
  const column = tickets.columns.find(({ name }: Body) => name === 'priority');
  t.like(column, { type: 'VARCHAR', isNullable: false });
  t.regex(column.comment, /p1 to p4 where it has none of its own/);
  t.true(body.functions.includes('quantile_cont'));
  t.false(body.functions.includes('getenv'));
  t.is((await callerOf(url, 'demo-agent').get('/api/warehouse')).status, 403);
});

test('a query gives as many rows as asked for, and says that there were more', async (t) => {
  const { body } = await analyst.post('/api/sql', { sql: 'from range(10)', rowLimit: 3 });
  t.like(body, { rowCount: 3, isTruncated: true });
  const file = await download('/api/sql', {
    sql: 'from range(10)',
    rowLimit: 3,
    format: 'arrow',
  });
  t.is(tableFromIPC(file.bytes).numRows, 3);
  t.is(file.response.headers.get('palier-truncated'), 'true');
  const none = await analyst.post('/api/sql', { sql: 'select 1', rowLimit: 0 });
  t.is(none.body.errors[0].path, 'body.rowLimit');
});

test.serial(
  'an answer has a bound on its bytes: what is beyond is left to a file, or refused',
  async (t) => {
    const megabytes = (sql: string, more: object = {}) =>
      analyst.post('/api/sql', { sql, ...more });
    const { status, body } = await megabytes("select repeat('x', 1000000) as long from range(100)");
    t.is(status, 200);
    t.is(body.isTruncated, true);
    t.is(body.rowCount, body.rows.length);
    t.true(body.rowCount >= 5 && body.rowCount < 10, `${body.rowCount} rows`);
    schemas.queryRows.parse(body);
    const row = await megabytes("select repeat('x', 10000000) as long");
    t.like(row, { status: 422, body: { code: 'result_too_large' } });
  },
);

test.serial('texts with any character are answered in every format', async (t) => {
  const sql = "select chr(1) as a, chr(127) as b, '\u2028' as c, e'\\t' as d, chr(65533) as e";
  const { body } = await analyst.post('/api/sql', { sql });
  t.deepEqual(body.rows, [['\u0001', '\u007f', '\u2028', '\t', '\ufffd']]);
  for (const format of ['csv', 'csv_verbatim', 'excel', 'excel_fr', 'arrow', 'parquet']) {
    t.is((await download('/api/sql', { sql, format })).response.status, 200, format);
  }
  const wrong = await analyst.post('/api/sql', { sql: 'select chr(1)::integer' });
  t.like(wrong, { status: 400, body: { code: 'sql_failed' } });
});

test.serial('a query whose asker has gone is ended, and its place is free at once', async (t) => {
  const endless = 'select max(hash(a.range, b.range)) from range(1000000) a, range(1000000) b';
  function ask(): { answer: Promise<unknown>; leave(): void } {
    const controller = new AbortController();
    const answer = fetch(`${url}/api/sql`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-analyst', 'content-type': 'application/json' },
      body: JSON.stringify({ sql: endless }),
      signal: controller.signal,
    });
    return { answer, leave: () => controller.abort() };
  }
  // Two places: one is kept until its time limit, the other is taken and left twice.
  const kept = ask();
  let isKept = true;
  const end = kept.answer.then(
    () => {
      isKept = false;
    },
    () => {},
  );
  for (let i = 0; i < 2; i++) {
    const left = ask();
    await analyst.get('/api/warehouse');
    left.leave();
    await t.throwsAsync(left.answer, { name: 'AbortError' });
  }
  t.deepEqual((await analyst.post('/api/sql', { sql: 'select 42' })).body.rows, [[42]]);
  t.true(isKept, 'nobody had to wait for a time limit');
  kept.leave();
  await end;
});
