import type { Page } from 'playwright-core';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

async function opens(subject: string): Promise<string> {
  const body = { subject, description: 'Something is wrong.' };
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', body);
  return id;
}

async function list(page: Page): Promise<string[]> {
  return page.locator('a.ticket-link').allTextContents();
}

rule(
  'tickets are selected by click and by key, tagged at once, and untagged by undo',
  async (t) => {
    const ids = [await opens('Bulk one'), await opens('Bulk two'), await opens('Bulk three')];
    const { page, faults } = await desk.open('demo-agent', { path: '/tickets?open=true&q=bulk' });
    await page.locator('a.ticket-link').nth(2).waitFor();
    await page.locator('.row-check').nth(0).click();
    await page
      .locator('.row-check')
      .nth(2)
      .click({ modifiers: ['Shift'] });
    await page.getByText('3 tickets selected').waitFor();
    await page.locator('a.ticket-link').nth(1).focus();
    await page.keyboard.press('x');
    await page.getByText('2 tickets selected').waitFor();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByLabel('Tags, separated by commas').fill('Printer, second floor');
    await page.getByRole('button', { name: 'Do it for 3 tickets' }).click();
    await page.getByText('3 done, 0 refused').waitFor();
    const tagsOf = async (id: string) =>
      (await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).tags;
    for (const id of ids) t.deepEqual(await tagsOf(id), ['printer', 'second-floor']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 undone').waitFor();
    for (const id of ids) t.deepEqual(await tagsOf(id), []);
    t.deepEqual(faults, []);
    await page.context().close();
  },
);

rule('undo takes nothing back that a colleague decided meanwhile, and says so', async (t) => {
  const ids = [await opens('Kept one'), await opens('Kept two')];
  const put = (token: 'demo-agent' | 'demo-owner', id: string | undefined, body: object) =>
    desk.call(token, 'PUT', `/api/tickets/${id}/classification`, body);
  const { page, faults } = await desk.open('demo-agent', {
    path: '/tickets?open=true&q=kept&sort=openedAt',
  });
  await page.locator('a.ticket-link').nth(1).waitFor();
  await page.locator('.row-check').nth(0).click();
  await page.locator('.row-check').nth(1).click();
  // After they were selected, before it is done.
  await put('demo-owner', ids[0], { category: 'network' });
  await page.getByRole('button', { name: 'Classify', exact: true }).click();
  await page.getByLabel('Category').selectOption({ label: 'Hardware' });
  await page.getByRole('button', { name: 'Do it for 2 tickets' }).click();
  await page.getByText('2 done, 0 refused').waitFor();
  await put('demo-owner', ids[1], { category: 'security' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1 undone').waitFor();
  await page.getByText('Somebody has changed this since').waitFor();
  const categoryOf = async (id: string) =>
    (await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).category;
  t.deepEqual(await Promise.all(ids.map(categoryOf)), ['network', 'security']);
  t.deepEqual(faults, []);
  await page.context().close();
});

rule('a hold that a colleague began anew is not ended by undo', async (t) => {
  const id = await opens('Heldback one');
  const { page } = await desk.open('demo-agent', { path: '/tickets?open=true&q=heldback' });
  await page.locator('a.ticket-link').first().waitFor();
  await page.locator('.row-check').first().click();
  await page.getByRole('button', { name: 'Put on hold', exact: true }).click();
  await page.getByRole('button', { name: 'Do it for 1 ticket' }).click();
  await page.getByText('1 done, 0 refused').waitFor();
  await desk.call('demo-owner', 'DELETE', `/api/tickets/${id}/pending`);
  await desk.call('demo-owner', 'PUT', `/api/tickets/${id}/pending`, { reason: 'requester' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Somebody has changed this since').waitFor();
  t.is((await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).status, 'pending');
  await page.context().close();
});

rule('each ticket that refuses what is asked of many says why', async (t) => {
  const id = await opens('Refusing one');
  await opens('Refusing two');
  const { page } = await desk.open('demo-agent', { path: '/tickets?open=true&q=refusing' });
  await page.locator('a.ticket-link').nth(1).waitFor();
  await page.getByRole('checkbox').nth(0).click();
  await page.getByRole('checkbox').nth(1).click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Do it for 2 tickets' }).click();
  await page.getByText('0 done, 2 refused').waitFor();
  t.is(await page.locator('.bulk-results li').count(), 2);
  t.not((await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).status, 'closed');
  await page.context().close();
});

rule('a view is kept with its columns, counted, and opened by its address', async (t) => {
  await opens('Viewed printer');
  const { page } = await desk.open('demo-agent', { path: '/tickets?open=true&q=viewed' });
  await page.locator('a.ticket-link').first().waitFor();
  await page.getByRole('button', { name: 'Keep this view' }).click();
  await page.getByLabel('Name').fill('All that is viewed');
  await page.getByRole('checkbox', { name: 'Tags' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep this view' }).click();
  const link = page.getByRole('link', { name: /^All that is viewed/ });
  await link.waitFor();
  await page.getByRole('link', { name: 'All that is viewed 1' }).waitFor();
  const href = await link.getAttribute('href');
  t.regex(href ?? '', /columns=.*tags/);
  const other = await desk.open('demo-agent-2', { path: href ?? '' });
  await other.page.locator('a.ticket-link').first().waitFor();
  t.regex((await list(other.page))[0] ?? '', /Viewed printer/);
  t.is(await other.page.getByRole('link', { name: /^All that is viewed/ }).count(), 0);
  await other.context.close();
  await page.context().close();
});

rule('clearing the search keeps every other filter', async (t) => {
  const { page } = await desk.open('demo-agent', {
    path: '/tickets?open=true&priority=p3&tag=nothing-has-it&q=viewed',
  });
  await page.getByText('Tag: nothing-has-it').waitFor();
  await page.getByRole('searchbox').fill('');
  await page.waitForURL((url) => !url.searchParams.has('q'));
  const { searchParams } = new URL(page.url());
  t.deepEqual(
    [searchParams.get('open'), searchParams.get('priority'), searchParams.get('tag')],
    ['true', 'p3', 'nothing-has-it'],
  );
  await page.context().close();
});

rule(
  'a canned reply is inserted by a slash, and whom a note names behind an @ follows',
  async (t) => {
    const id = await opens('Typed menus');
    const { page, faults } = await desk.open('demo-agent', { path: '/macros' });
    await page.getByRole('button', { name: 'New macro' }).click();
    await page.getByLabel('Name').fill('We are on it');
    await page.getByLabel('Reply in English').fill('Dear {requester.firstName}, we are on it.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('We are on it').waitFor();
    await page.goto(`${desk.url}/tickets/${id}`);
    const reply = page.locator('#reply-body');
    await reply.click();
    await page.keyboard.type('/on it');
    await page.getByRole('option', { name: 'We are on it' }).waitFor();
    await page.keyboard.press('Enter');
    await pageHolds(
      page,
      () =>
        document.querySelector<HTMLTextAreaElement>('#reply-body')?.value ===
        'Dear Camille, we are on it.',
    );
    await reply.fill('');
    await reply.blur();
    await page.keyboard.press('n');
    await page.locator('.reply.is-internal').waitFor();
    await reply.click();
    await page.keyboard.type('Please look, @marc');
    await page.getByRole('option', { name: 'Marc Girard' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Marc Girard', { exact: false }).first().waitFor();
    const followers = async () =>
      (await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).followers.map((one) => one.name);
    await page.locator('#facts').getByText('Follow it:').waitFor();
    t.deepEqual(await followers(), ['Marc Girard']);
    t.deepEqual(faults, []);
    await page.context().close();
  },
);

rule('on a phone the list, its views and its bulk actions stay within the screen', async (t) => {
  const { page } = await desk.open('demo-agent', {
    path: '/tickets?open=true',
    width: 375,
    height: 700,
  });
  await page.locator('.row-check').first().click();
  await page.getByText('1 ticket selected').waitFor();
  const widths = await page.evaluate(() => [document.body.scrollWidth, innerWidth]);
  t.true((widths[0] ?? 0) <= (widths[1] ?? 0), widths.join());
  await page.context().close();
});

rule(
  'a macro is run on one ticket by its key, and tells what was done and what was refused',
  async (t) => {
    const macro = {
      title: 'All checked',
      audience: { for: 'own' },
      steps: [
        { do: 'tag', add: ['checked'] },
        { do: 'reply', en: 'Dear {requester.firstName}, we looked.' },
        { do: 'close' },
        { do: 'note', text: 'Closed after the check.' },
      ],
    };
    await desk.call('demo-agent', 'POST', '/api/macros', macro);
    const id = await opens('One macro');
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${id}`, width: 375 });
    await page.getByRole('button', { name: 'More', exact: true }).waitFor();
    await page.keyboard.press('w');
    const dialog = page.getByRole('dialog', { name: 'Run a macro' });
    await pageHolds(page, () => document.activeElement?.tagName === 'SELECT');
    await dialog.getByLabel('Macro').selectOption({ label: 'All checked' });
    await dialog.getByText('Dear Camille, we looked.').waitFor();
    await dialog.getByRole('button', { name: 'Run it' }).press('Enter');
    await dialog.getByText('Tags: done').waitFor();
    await dialog.getByText('Reply: done').waitFor();
    await dialog.getByText('Close: refused').waitFor();
    await dialog.getByText('Internal note: not tried').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    const ticket = await desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
    t.deepEqual(ticket.tags, ['checked']);
    t.not(ticket.status, 'closed');
    t.deepEqual(faults, []);
  },
);
