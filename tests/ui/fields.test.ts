import type { Ticket } from '../../api/tickets/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

/** What a process asks besides: fields that come as a form is filled in, on every way to a ticket. */

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule('the portal asks what fits the choice, keeps it, and opens with it', async (t) => {
  const { page, faults } = await desk.open('demo-requester', { path: '/portal/new', width: 360 });
  await page.getByRole('radio', { name: 'Service requests' }).check();
  t.is(await page.getByLabel('First day').count(), 0, 'nobody asked yet');
  await page.locator('[name=subject]').fill('Hugo begins');
  await page.locator('[name=description]').fill('With the team of Marc.');
  await page.locator('[name=category]').selectOption('arrival');
  await page.locator('[name="fields.first_day"]').fill('2027-03-01');
  await page.getByLabel('Look for a person by name').fill('Mar');
  await page
    .locator('[name="fields.welcomed_by.found"] option', { hasText: 'Marc' })
    .waitFor({ state: 'attached' });
  await page.locator('[name="fields.welcomed_by.found"]').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Choose another' }).waitFor();
  await page.reload();
  await page.locator('[name="fields.first_day"]').waitFor();
  t.is(await page.locator('[name="fields.first_day"]').inputValue(), '2027-03-01');
  await page.getByRole('button', { name: 'Choose another' }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(wide <= 360, String(wide));
  t.deepEqual(await barriersIn(page, 'form.new-ticket'), []);
  await page.screenshot({
    fullPage: true,
  });
  await page.locator('form.new-ticket button[type=submit]').click();
  await page.getByRole('heading', { name: 'Your answers' }).waitFor();
  await page.getByText('1 March 2027').waitFor();
  t.deepEqual(faults, []);
});

rule('an agent fills in what is missing by a key', async (t) => {
  const ticket = await desk.call<Ticket>('demo-requester', 'POST', '/api/tickets', {
    process: 'service_requests',
    category: 'equipment',
    service: 'laptop',
    subject: 'A computer to travel with',
    description: 'Mine is too heavy.',
  });
  const { page, faults } = await desk.open('demo-agent', {
    path: `/tickets/${ticket.id}`,
    locale: 'fr-FR',
  });
  await page.locator('#fields-title').waitFor();
  await page.keyboard.press('F');
  await page.locator('[name="fields.screen_size"]').selectOption('large');
  await page.locator('.dock-form button[type=submit]').click();
  await page.locator('#facts').getByText('16').waitFor();
  t.deepEqual(await barriersIn(page, '#facts'), []);
  t.deepEqual(faults, []);
});

rule('the pages without script ask in a step of their own', async (t) => {
  const { page } = await desk.open('demo-requester', {
    path: '/plain/new?process=service_requests',
  });
  await page.locator('[name=subject]').fill('Hugo begins');
  await page.locator('[name=description]').fill('With the team of Marc.');
  await page.locator('[name=category]').selectOption('arrival');
  await page
    .locator('main button[type=submit], form.new-ticket button[type=submit]')
    .last()
    .click();
  await page.locator('[name="fields.first_day"]').fill('2027-03-01');
  t.is(await page.locator('[name=subject]').inputValue(), 'Hugo begins');
  await page.locator('[name="named.welcomed_by"]').fill('Marc');
  await page.screenshot({
    fullPage: true,
  });
  await page.locator('form.new-ticket button[type=submit]').last().click();
  await page.getByRole('heading', { name: 'Your answers' }).waitFor();
  t.true((await page.content()).includes('1 March 2027'));
});
