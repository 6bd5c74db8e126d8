import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule(
  'what can be asked for is found by its words, with when it would be done, and leads to its form',
  async (t) => {
    const { page, faults } = await desk.open('demo-requester', { path: '/portal/catalogue' });
    const laptop = page.getByRole('listitem').filter({ hasText: 'Laptop' });
    await laptop.first().waitFor();
    await page.getByRole('searchbox').fill('LAPTOP');
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL('**/portal/catalogue?q=LAPTOP');
    await page.getByRole('link', { name: 'Ask for it Laptop' }).click();
    await page.waitForURL('**/portal/new?*');
    t.is(await page.locator('select[name=service]').inputValue(), 'laptop');
    await page.getByLabel('In one line').fill('A laptop for the trainee');
    await page.getByLabel('What happened').fill('They begin on Monday.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL('**/portal/tickets/tkt-*');
    const ticket = await desk.call(
      'demo-agent',
      'GET',
      `/api/tickets/${page.url().split('/').at(-1)}`,
    );
    t.is(ticket.process.id, 'service_requests');
    t.is(ticket.service, 'laptop');
    t.deepEqual(faults, []);
  },
);

rule('the catalogue is read in French on a phone', async (t) => {
  const { page, faults } = await desk.open('demo-requester', { path: '/portal/catalogue' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
  await page.reload();
  await page.getByRole('heading', { name: 'Ce que l’on peut demander' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Ordinateur portable' }).first().waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(width <= 360, `${width}`);
  t.deepEqual(await barriersIn(page), []);
  t.deepEqual(faults, []);
});

rule('who has no script finds the same, and is led to the form with what was chosen', async (t) => {
  const context = await desk.browser.newContext({
    baseURL: desk.url,
    javaScriptEnabled: false,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await page.goto('/portal');
  await page.getByRole('button', { name: /Camille/ }).click();
  await page.getByRole('link', { name: 'Catalogue' }).click();
  await page.getByRole('heading', { name: 'What you can ask for' }).waitFor();
  await page.getByLabel('Search what you can ask for').fill('laptop');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Ask for it Laptop' }).click();
  t.is(await page.locator('select[name=service]').inputValue(), 'laptop');
  t.is(await page.locator('input[name=process]').inputValue(), 'service_requests');
  await context.close();
});
