import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { startUiDesk, type UiDesk, whyNoBrowser, writeSql } from './ui_desk.ts';

let desk: UiDesk;

test.before('a desk with exported tickets is open', async (t) => {
  t.timeout(120_000);
  if (whyNoBrowser !== null) return;
  desk = await startUiDesk();
  for (const category of ['network', 'email', 'email']) {
    const texts = { subject: 'Slow', description: 'Very slow.', category };
    await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  }
  await eventually(async () => {
    const query = { sql: 'select count(*) from tickets where category is not null' };
    const { rows } = await desk.call<{ rows: number[][] }>('demo-owner', 'POST', '/api/sql', query);
    return rows[0]?.[0] === 3;
  });
});

/** A rule that needs a browser; where there is none it is skipped, and says why. */
const rule = whyNoBrowser === null ? test.serial : test.serial.skip;
if (whyNoBrowser !== null) test(`the console is not tried: ${whyNoBrowser}`, (t) => t.pass());

async function openConsole(token: 'demo-analyst' | 'demo-owner' = 'demo-analyst', query = '') {
  const opened = await desk.open(token, { path: `/analytics/sql${query}` });
  await opened.page.locator('.cm-content').waitFor();
  return opened;
}

const cell = (page: Page, name: string) => page.getByRole('gridcell', { name, exact: true });

async function run(page: Page, sql: string): Promise<void> {
  await writeSql(page, sql);
  await page.getByRole('button', { name: 'Run' }).click();
}

rule('a result is a table of typed columns, walked by keys and copied', async (t) => {
  const { page, context, faults } = await openConsole();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await run(
    page,
    `select range as n, date '2026-01-05' + range::integer as day, 'row ' || range as word
     from range(5000)`,
  );
  await page.getByText('5,000 rows').first().waitFor();
  const rows = await page.getByRole('row').count();
  t.true(rows < 100, `${rows} rows are in the page`);
  const grid = page.getByRole('grid', { name: 'Result' });
  t.is(await grid.getAttribute('aria-rowcount'), '5001');
  await grid.focus();
  await page.keyboard.press('Control+End');
  await cell(page, 'row 4999').waitFor();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await eventually(async () => {
    await page.keyboard.press('Control+C');
    return (await copied()) === 'row 4999';
  });
  await page.keyboard.press('Control+Home');
  await cell(page, '2026-01-05').waitFor();
  t.regex((await cell(page, '0').getAttribute('class')) ?? '', /numeric/);
  await page.getByRole('button', { name: 'Copy all' }).click();
  await eventually(async () => (await copied()).split('\n').length === 5001);
  t.is((await copied()).split('\n')[1], '0\t2026-01-05\trow 0');
  t.deepEqual(faults, []);
  await context.close();
});

rule('an error is shown in the engine’s words and marked at its place', async (t) => {
  const { page, context, faults } = await openConsole();
  await run(page, 'select category,\n  nothing\nfrom tickets');
  await page.getByRole('alert').getByText('Referenced column "nothing" not found').waitFor();
  t.is(await page.locator('.cm-lintRange-error').textContent(), 'nothing');
  await run(page, 'select category from tickets limit 1');
  await page.getByText('1 row', { exact: true }).waitFor();
  t.is(await page.locator('.cm-lintRange-error').count(), 0);
  t.deepEqual(faults, []);
  await context.close();
});

rule('an error leaves what is being typed as it is typed', async (t) => {
  const { page, context, faults } = await openConsole();
  const { promise: written, resolve: answer } = Promise.withResolvers<void>();
  await page.route('**/api/sql', async (route) => {
    await written;
    await route.continue();
  });
  await writeSql(page, 'select nothing from tickets');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Running…').waitFor();
  await page.keyboard.type('\nwhere 1');
  answer();
  await page.getByRole('alert').getByText('Referenced column "nothing" not found').waitFor();
  await page.keyboard.type(' = 1');
  t.is(
    (await page.locator('.cm-line').allTextContents()).join('\n'),
    'select nothing from tickets\nwhere 1 = 1',
  );
  await page.keyboard.press('Control+Enter');
  await page.locator('.cm-lintRange-error').waitFor();
  await page.keyboard.type('00');
  t.is(await page.locator('.cm-line').last().textContent(), 'where 1 = 100');
  t.deepEqual(faults, []);
  await context.close();
});

rule(
  'what an error is about is told where it is pointed at, within the page’s policy',
  async (t) => {
    const { page, context, faults } = await openConsole();
    await run(page, 'select nothing from tickets');
    await page.locator('.cm-lintRange-error').hover();
    await page
      .locator('.cm-tooltip')
      .getByText(/Referenced column/)
      .waitFor();
    t.deepEqual(faults, []);
    await context.close();
  },
);

rule('no result stands as the answer to a query that failed or was cancelled', async (t) => {
  const { page, context, faults } = await openConsole();
  await run(page, "select 'before' as word");
  await cell(page, 'before').waitFor();
  await run(page, 'select nothing from tickets');
  await page.getByRole('alert').getByText('Referenced column').waitFor();
  t.is(await page.getByRole('grid').count(), 0);

  await run(page, "select 'again' as word");
  await cell(page, 'again').waitFor();
  await run(page, 'select max(hash(a.range, b.range)) from range(1000000) a, range(1000000) b');
  await page.getByRole('button', { name: 'Cancel the query' }).click();
  await page.locator('.sql-form').getByText('The query was cancelled.').waitFor();
  t.is(await page.getByRole('grid').count(), 0);
  t.deepEqual(faults, []);
  await context.close();
});

rule('the file of a result has its rows, whatever was written since', async (t) => {
  const { page, context } = await openConsole();
  await run(page, "select 'asked' as word");
  await cell(page, 'asked').waitFor();
  await writeSql(page, "select 'not asked' as word");
  await page.getByText('The result of an earlier text of the query.').waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  t.regex(readFileSync(await file.path(), 'utf8'), /^word\r?\n"?asked"?/);
  await context.close();
});

rule('tables, columns and metrics are completed while they are written', async (t) => {
  const { page, context, faults } = await openConsole();
  await page
    .getByRole('button', { name: /^Insert/ })
    .first()
    .waitFor();
  await writeSql(page, 'select  from tickets');
  for (let i = 0; i < ' from tickets'.length; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('resolution_su');
  const option = page.getByRole('option', { name: /resolution_support_seconds/ }).first();
  await page.locator('.cm-completionInfo').waitFor();
  await option.click();
  t.is(
    await page
      .locator('.cm-content')
      .getByText(/resolution_support_seconds/)
      .count(),
    1,
  );
  await page
    .getByRole('searchbox', { name: 'Find a table or column' })
    .fill('impact and urgency unless');
  await page.getByText('from impact and urgency unless overridden').first().waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('a query that takes too long is cancelled, and the next one runs', async (t) => {
  const { page, context, faults } = await openConsole();
  await run(page, 'select max(hash(a.range, b.range)) from range(1000000) a, range(1000000) b');
  await page.getByRole('button', { name: 'Cancel the query' }).click();
  await page.getByText('The query was cancelled.').first().waitFor({ state: 'attached' });
  await run(page, 'select 6 * 7 as answer');
  await cell(page, '42').waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('a parameter gets a field of its type, and is bound, never spliced', async (t) => {
  const { page, context, faults } = await openConsole();
  await writeSql(page, 'select $a::integer + 1 as next, $since::date as day, $word as word');
  await page.getByRole('combobox', { name: 'Type of a', exact: true }).selectOption('number');
  await page.getByLabel('$a', { exact: true }).fill('41');
  await page.getByLabel('$since', { exact: true }).fill('2026-02-03');
  await page.getByLabel('$word', { exact: true }).fill("'; drop table tickets --");
  await page.getByRole('button', { name: 'Run' }).click();
  await cell(page, '42').waitFor();
  await cell(page, '2026-02-03').waitFor();
  await cell(page, "'; drop table tickets --").waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('a result is drawn by the columns chosen', async (t) => {
  const { page, context, faults } = await openConsole();
  await run(page, 'select category, count(*) as n, priority from tickets group by all order by 1');
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  const bars = page.locator('.vega-host .mark-rect.role-mark path');
  await bars.first().waitFor();
  t.true((await bars.count()) >= 2);
  await bars.first().hover();
  await page.getByRole('tooltip').getByText('category').waitFor();
  await page.getByRole('combobox', { name: 'Chart type' }).selectOption('point');
  await page.locator('.vega-host .mark-symbol.role-mark path').first().waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('a result is downloaded whole as CSV, Parquet and Arrow', async (t) => {
  const { page, context } = await openConsole();
  await run(page, 'select range as n from range(20000)');
  await page.getByText('there are more').waitFor();
  const files: Record<string, Buffer> = {};
  for (const format of ['CSV', 'Parquet', 'Arrow']) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: format }).click(),
    ]);
    files[format] = readFileSync(await file.path());
  }
  t.is(files.CSV?.toString('utf8').trim().split('\n').length, 20_001);
  t.is(files.Parquet?.subarray(0, 4).toString('latin1'), 'PAR1');
  t.is(tableFromIPC(files.Arrow as Buffer).numRows, 20_000);
  await context.close();
});

rule('a query is saved, shared, opened by another analyst and by its link', async (t) => {
  const { page, context, faults } = await openConsole();
  await run(page, 'select category, count(*) as n from tickets where tier = $tier group by all');
  await page.getByLabel('$tier', { exact: true }).fill('1');
  await page.getByRole('button', { name: 'Save…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save…' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Tickets by category');
  await dialog.getByRole('checkbox', { name: 'Every analyst may see it' }).check();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Tickets by category', exact: true }).waitFor();
  type List = { items: { id: string; name: string }[] };
  const { items } = await desk.call<List>('demo-analyst', 'GET', '/api/queries');
  const saved = items.find(({ name }) => name === 'Tickets by category');

  const other = await openConsole('demo-owner', `?query=${saved?.id}`);
  await other.page.getByText('by Inès Faure').first().waitFor();
  t.is(await other.page.getByLabel('$tier', { exact: true }).inputValue(), '1');
  await other.page.getByRole('button', { name: 'Run' }).click();
  await cell(other.page, 'email').waitFor();
  await other.page.getByRole('tab', { name: 'Saved' }).click();
  t.is(await other.page.getByRole('button', { name: /^Delete/ }).count(), 0);

  await page.getByRole('button', { name: 'Delete: Tickets by category' }).click();
  await page.getByText('No query has been saved yet.').waitFor();
  t.deepEqual([...faults, ...other.faults], []);
  await context.close();
  await other.context.close();
});

rule('what was run is found again, until its author signs out', async (t) => {
  const { page, context } = await openConsole();
  await run(page, 'select 123 as kept');
  await cell(page, '123').waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('button', { name: 'select 123 as kept' }).waitFor();
  await page.getByLabel('Account of Inès Faure').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  t.notRegex(await page.evaluate(() => JSON.stringify(localStorage)), /kept/);
  await context.close();
});

rule('a metric opens as the SQL it is, and runs', async (t) => {
  const { page, context, faults } = await desk.open('demo-owner', {
    path: '/analytics/metrics#opened_and_resolved',
  });
  const card = page.locator('#opened_and_resolved');
  await card.getByText('Definition in SQL').click();
  await card.getByRole('link', { name: 'Open in the console' }).click();
  await page.waitForURL('**/analytics/sql?metric=opened_and_resolved');
  await page.locator('.cm-content').getByText('ticket_periods').first().waitFor();
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByRole('columnheader', { name: 'entered_count' }).waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('the catalogue says how a metric is counted and what its columns are', async (t) => {
  const { page, context, faults } = await desk.open('demo-owner', {
    path: '/analytics/metrics#first_contact_resolution',
  });
  const card = page.locator('#first_contact_resolution');
  await card.getByText('Five published rules go by this name').waitFor();
  await card.getByText('Columns', { exact: true }).click();
  await card.getByText('first_contact_count / resolved_count; null without a ticket').waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('the console fits the narrowest phone', async (t) => {
  const { page, context } = await desk.open('demo-owner', {
    path: '/analytics/sql?metric=backlog',
    width: 320,
    height: 640,
  });
  await page.locator('.cm-content').getByText('backlog_snapshot').first().waitFor();
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByRole('grid').waitFor();
  t.is(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  await context.close();
});

rule(
  'a query by weeks is drawn with its own dates, and by colour where a week has several rows',
  async (t) => {
    const { page, context, faults } = await openConsole();
    await run(
      page,
      `select date '2026-11-02' + 7 * week::int as week, team, week + 1 as n
       from range(3) as weeks (week), (values ('north'), ('south')) as teams (team)`,
    );
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    const colour = page.getByRole('combobox', { name: 'Colour' });
    t.is(await colour.inputValue(), 'team');
    for (const label of ['Nov 2, 2026', 'Nov 9, 2026', 'Nov 16, 2026']) {
      await page.locator('.vega-host svg text', { hasText: label }).first().waitFor();
    }
    const hint = page.getByText('no line leads through them');
    t.is(await hint.count(), 0);
    await colour.selectOption('');
    await hint.waitFor();
    t.deepEqual(faults, []);
    await context.close();
  },
);
