import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
let tickets: Ticket[];

const ticketCount = 55;

const rule = browserRules(async () => {
  desk = await startUiDesk();
  tickets = [];
  for (let n = 1; n <= ticketCount; n++) tickets.push(await opens(`Chair ${n} creaks`));
});

function opens(subject: string, fields: object = {}): Promise<Ticket> {
  const texts = { subject, description: 'It did not before.', ...fields };
  return desk.call('demo-requester', 'POST', '/api/tickets', texts);
}

rule('who clears the search has the filters that were there before', async (t) => {
  const { page } = await desk.open('demo-agent', {
    path: '/tickets?open=true&priority=p3&assignee=me',
  });
  const search = page.getByRole('searchbox');
  await search.fill('creaks');
  await page.waitForURL('**/tickets?q=creaks&open=true&assignee=me&priority=p3');
  await search.fill('');
  await page.waitForURL('**/tickets?open=true&assignee=me&priority=p3');
  t.is(await page.getByRole('combobox', { name: 'Priority' }).inputValue(), 'p3');
});

rule('a ticket is found by its number, whatever is filtered', async (t) => {
  const [{ number }] = tickets as [Ticket];
  const { page } = await desk.open('demo-agent', { path: '/tickets?priority=p1&assignee=none' });
  await page.getByText('No ticket matches.').waitFor();
  for (const words of [`#${number}`, String(number)]) {
    await page.getByRole('searchbox').fill(words);
    await page.getByRole('link', { name: `#${number} Chair 1 creaks` }).waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('No ticket matches.').waitFor();
  }
  t.pass();
});

rule('a list that cannot be read shows no rows of another one', async (t) => {
  const { page } = await desk.open('demo-agent', { path: '/tickets?open=true' });
  await page.locator('a.ticket-link').first().waitFor();
  await page.route(/priority=p1/, (route) => route.fulfill({ status: 500, body: '' }));
  await page.getByRole('combobox', { name: 'Priority' }).selectOption('p1');
  await page.getByRole('alert').getByText('500').waitFor();
  t.is(await page.locator('a.ticket-link').count(), 0);
});

rule('groups of every process can be filtered by', async (t) => {
  const { page } = await desk.open('demo-agent', { path: '/tickets' });
  const groups = page.getByRole('combobox', { name: 'Group' });
  type Processes = { items: { id: string }[] };
  type Process = { groups: { title: string }[] };
  const { items } = await desk.call<Processes>('demo-agent', 'GET', '/api/processes');
  t.true(items.length > 1);
  for (const { id } of items) {
    const process = await desk.call<Process>('demo-agent', 'GET', `/api/processes/${id}`);
    for (const { title } of process.groups) {
      await groups.getByRole('option', { name: title, exact: true }).waitFor({ state: 'attached' });
    }
  }
});

rule('who comes back finds as many rows as they had, at the place they left', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets?sort=openedAt' });
  const links = page.locator('a.ticket-link');
  await page.getByRole('button', { name: 'Show more' }).click();
  const target = page.getByRole('link', { name: 'Chair 52 creaks' });
  await target.scrollIntoViewIfNeeded();
  const scrolled = await page.evaluate(() => scrollY);
  t.true(scrolled > 0);
  for (const back of [() => page.goBack(), () => page.keyboard.press('u')]) {
    await target.click();
    await page.getByRole('heading', { name: 'Chair 52 creaks' }).waitFor();
    await back();
    await pageHolds(page, (top) => Math.abs(scrollY - top) < 2, scrolled);
    t.true((await links.count()) >= ticketCount);
  }
  await page.keyboard.press('j');
  const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
  t.regex(focused, /Chair 53 creaks/);
  t.deepEqual(faults, []);
});

rule('an address of no ticket is told in words', async (t) => {
  for (const address of ['/tickets/1', '/tickets/tkt-00000000000000000000000000']) {
    const { page, context } = await desk.open('demo-agent', { path: address });
    const alert = page.getByRole('alert').filter({ hasText: /\w/ });
    await alert.waitFor();
    t.is(await alert.textContent(), 'There is no such ticket, or it is not open to you.');
    await context.close();
  }
});
