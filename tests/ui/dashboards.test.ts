import test from 'ava';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { pageHolds } from '../support/page_holds.ts';
import { startUiDesk, type Token, type UiDesk, whyNoBrowser } from './ui_desk.ts';

let desk: UiDesk;

test.before('a desk with exported tickets is open', async (t) => {
  t.timeout(120_000);
  if (whyNoBrowser !== null) return;
  desk = await startUiDesk();
  const urgencies = ['high', 'low', 'low', 'medium'];
  for (const urgency of urgencies) {
    const texts = { subject: 'Slow', description: 'Very slow.', category: 'email', urgency };
    const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
    if (urgency !== 'medium') continue;
    const resolution = { code: 'fixed', note: 'Restarted.' };
    await desk.call('demo-agent', 'PUT', `/api/tickets/${id}/resolution`, resolution);
  }
  await eventually(async () => {
    const sql = "select count(*) filter (where status = 'resolved'), count(*) from tickets";
    const body = { sql };
    const { rows } = await desk.call<{ rows: number[][] }>('demo-owner', 'POST', '/api/sql', body);
    return rows[0]?.[0] === 1 && rows[0]?.[1] === urgencies.length;
  });
});

/** A rule that needs a browser; where there is none it is skipped, and says why. */
const rule = whyNoBrowser === null ? test.serial : test.serial.skip;
if (whyNoBrowser !== null) test(`dashboards are not tried: ${whyNoBrowser}`, (t) => t.pass());

async function openDashboard(token: Token, name: string, options = {}) {
  const path = `/analytics?dashboard=${name}`;
  const opened = await desk.open(token, { path, ...options });
  await opened.page.locator('.vega-host svg').first().waitFor();
  return opened;
}

const card = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

rule('a dashboard is drawn in the page from Arrow, and says what it is made from', async (t) => {
  const { page, context, faults } = await desk.open('demo-analyst', { path: '/' });
  const types: (string | undefined)[] = [];
  page.on('response', (response) => {
    if (/\/api\/metrics\/\w+\?/.test(response.url())) {
      types.push(response.headers()['content-type']);
    }
  });
  await page.goto('/analytics?dashboard=backlog');
  await card(page, 'Open now').locator('text').getByText('3', { exact: true }).waitFor();
  await page.locator('.vega-host svg').nth(5).waitFor();
  t.true(types.length > 3);
  t.deepEqual([...new Set(types)], ['application/vnd.apache.arrow.stream']);
  const provenance = (await page.locator('.provenance').textContent()) ?? '';
  t.regex(provenance, /Snapshot \d+ \(position \d+\) · Processes it_support \d+/);
  t.deepEqual(faults, []);
  await context.close();
});

rule('a dashboard is narrowed by priority and group, and its address says so', async (t) => {
  const { page, context, faults } = await openDashboard('demo-analyst', 'backlog');
  const filters = page.getByRole('form', { name: 'Filters' });
  const open = card(page, 'Open now').locator('text');
  await open.getByText('3', { exact: true }).waitFor();
  await filters.getByRole('combobox', { name: 'Priority' }).selectOption('p4');
  await page.waitForURL('**/analytics?dashboard=backlog&priority=p4');
  await open.getByText('2', { exact: true }).waitFor();
  await filters.getByRole('combobox', { name: 'Group' }).selectOption('service_desk');
  await page.waitForURL('**&group=service_desk&priority=p4');
  await page.reload();
  await open.getByText('2', { exact: true }).waitFor();
  t.is(await filters.getByRole('combobox', { name: 'Priority' }).inputValue(), 'p4');
  t.deepEqual(faults, []);
  await context.close();
});

rule('a mark opens the tickets behind it, and a ticket opens from there', async (t) => {
  const { page, context, faults } = await openDashboard('demo-agent', 'service_desk_overview');
  const chart = card(page, 'Opened and resolved');
  const point = chart.locator('path[aria-label*="Tickets per week: 4"]').last();
  await point.hover();
  await chart.getByRole('tooltip').getByText('Week').waitFor();
  await point.click();
  const dialog = page.getByRole('dialog', { name: 'Opened and resolved' });
  await dialog.getByRole('columnheader', { name: 'Cause' }).waitFor();
  t.is(await dialog.getByRole('gridcell', { name: 'opened', exact: true }).count(), 4);
  t.is(await dialog.getByRole('link', { name: 'Open in the console' }).count(), 0);
  const headings = await dialog.getByRole('columnheader').allTextContents();
  t.deepEqual(headings.slice(0, 5), ['Number', 'Subject', 'Status', 'Priority', 'Group']);
  t.is(await dialog.getByText('tkt-').count(), 0, 'people know tickets by number and subject');
  await dialog.getByRole('gridcell', { name: 'Service desk' }).first().waitFor();
  const subject = dialog.getByRole('row').nth(1).getByRole('link').nth(1);
  await subject.getByText(/\S/).waitFor();
  const words = await subject.textContent();
  await subject.click();
  await page.waitForURL('**/tickets/tkt-*');
  await page.getByRole('heading', { name: words ?? '' }).waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('by keys alone: the data as a table, and the tickets of a row', async (t) => {
  const { page, context, faults } = await openDashboard('demo-analyst', 'backlog');
  const chart = card(page, 'Open now');
  await chart.getByRole('button', { name: 'As a table: Open now' }).press('Enter');
  await chart.getByRole('grid').waitFor();
  t.is(await chart.getByRole('columnheader', { name: /_/ }).count(), 0, 'no name of SQL');
  await chart.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Open now' });
  await dialog.getByText('3 rows', { exact: true }).waitFor();
  await dialog.getByRole('columnheader', { name: 'Status' }).waitFor();
  t.is(await dialog.getByRole('columnheader', { name: 'Subject' }).count(), 0);
  t.is(await dialog.getByRole('gridcell').getByRole('link').count(), 0, 'analysts see no ticket');
  await dialog.getByRole('link', { name: 'Open in the console' }).click();
  await page.locator('.cm-content').getByText('open_at_ends').first().waitFor();
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByText('3 rows').first().waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('a chart opens its SQL in the console, cut and filtered as it is', async (t) => {
  const { page, context } = await openDashboard('demo-analyst', 'backlog&priority=p4');
  const chart = card(page, 'Backlog by group');
  await chart.getByRole('link', { name: 'Open in the console: Backlog by group' }).click();
  await page.getByLabel('$only_priority', { exact: true }).waitFor();
  t.is(await page.getByLabel('$only_priority', { exact: true }).inputValue(), 'p4');
  t.is(await page.getByLabel('$segment', { exact: true }).inputValue(), 'group');
  t.is(await page.getByLabel('$period', { exact: true }).inputValue(), 'day');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByRole('columnheader', { name: 'open_count' }).waitFor();
  await context.close();
});

rule('where a browser cannot draw, the server’s picture stands in', async (t) => {
  const { page, context } = await desk.open('demo-analyst', { path: '/' });
  await page.route('**/assets/vega_view-*.js', (route) => route.abort());
  await page.goto('/analytics?dashboard=backlog');
  await page.getByRole('img', { name: /Backlog and forecast/ }).waitFor();
  await pageHolds(page, () => [...document.images].every(({ naturalWidth }) => naturalWidth));
  t.pass();
  await context.close();
});

rule('charts speak French, and fit the narrowest phone', async (t) => {
  const { page, context, faults } = await openDashboard('demo-analyst', 'backlog', {
    width: 320,
    height: 640,
    locale: 'fr-FR',
    colorScheme: 'dark',
  });
  await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
  await page.reload();
  await page.getByRole('heading', { name: 'Ouverts à présent' }).waitFor();
  await page.locator('.vega-host svg').nth(5).waitFor();
  t.is(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  t.deepEqual(faults, []);
  await context.close();
});

rule('what is behind a number is said in French, headings and values alike', async (t) => {
  const { page, context, faults } = await openDashboard('demo-agent', 'service_desk_overview');
  await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
  await page.reload();
  await page.getByRole('button', { name: 'Tickets concernés\u00a0: Ouverts et résolus' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('gridcell', { name: 'ouvert', exact: true }).first().waitFor();
  t.deepEqual(await dialog.getByRole('columnheader').allTextContents(), [
    'Numéro',
    'Objet',
    'Statut',
    'Priorité',
    'Groupe',
    'Catégorie',
    'Quand (UTC)',
    'Cause',
  ]);
  t.deepEqual(faults, []);
  await context.close();
});

rule('a copy of many rows has the subjects of those that nobody has looked at, too', async (t) => {
  const many = 80;
  for (let n = 1; n <= many; n++) {
    const texts = {
      subject: `Chair ${n}`,
      description: 'Squeaks.',
      category: 'hardware',
      urgency: 'low',
    };
    await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  }
  await eventually(async () => {
    const body = { sql: 'select count(*) from tickets' };
    const { rows } = await desk.call<{ rows: number[][] }>('demo-owner', 'POST', '/api/sql', body);
    return (rows[0]?.[0] ?? 0) > many;
  });
  const { page, context, faults } = await openDashboard('demo-agent', 'backlog');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await card(page, 'Open now')
    .getByRole('button', { name: 'Underlying tickets: Open now' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Open now' });
  await dialog.getByRole('link', { name: 'Slow' }).first().waitFor();
  await dialog.getByRole('button', { name: 'Copy all' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await eventually(async () => (await copied()).split('\n').length > many);
  const [heading = '', ...lines] = (await copied()).split('\n');
  const at = heading.split('\t').indexOf('Subject');
  const subjects = lines.map((line) => line.split('\t')[at]);
  t.false(subjects.includes(''));
  t.true(subjects.includes('Chair 1') && subjects.includes(`Chair ${many}`));
  t.deepEqual(faults, []);
  await context.close();
});
