import type { Ticket } from '../../api/tickets/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

/** The list of agents knows the fields of processes: as columns, filters and orders, and in views. */

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
  const arrivals = [
    ['Hugo begins', { first_day: '2027-03-01', welcomed_by: 'acc-marc' }],
    ['Zoé begins', { first_day: '2027-02-01' }],
  ] as const;
  for (const [subject, fields] of arrivals) await opens(subject, { category: 'arrival', fields });
  const justification =
    'For drawings on trains, every week, and at home too when it rains for long';
  await opens('A computer to travel with', {
    ...{ category: 'equipment', service: 'laptop' },
    fields: { screen_size: 'large', justification },
  });
});

function opens(subject: string, fields: object): Promise<Ticket> {
  const about = { process: 'service_requests', subject, description: 'As said.', ...fields };
  return desk.call('demo-requester', 'POST', '/api/tickets', about);
}

const subjects = 'a.ticket-link';

rule('an agent filters by a field, orders by it, shows it and keeps that as a view', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets?open=true' });
  await page.locator(subjects).nth(2).waitFor();
  await page.getByRole('button', { name: 'Filter by a field' }).click();
  await page.getByRole('combobox', { name: 'Field' }).selectOption('first_day');
  await page.getByLabel('From').fill('2027-01-01');
  t.deepEqual(await barriersIn(page, 'dialog'), []);
  await page.getByRole('button', { name: 'Show these tickets' }).click();
  await page.waitForURL('**/tickets?open=true&fieldMin.first_day=2027-01-01');
  await page.locator(subjects).nth(2).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^First day: .*show all again/ }).waitFor();
  await page
    .getByRole('combobox', { name: 'Nearest deadline first' })
    .selectOption('field.first_day');
  await page.locator(subjects).first().filter({ hasText: 'Zoé' }).waitFor();

  await page.getByRole('button', { name: 'Keep this view' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'First day' }).check();
  await dialog.getByRole('checkbox', { name: 'Who welcomes them' }).check();
  await dialog.getByLabel('Name').fill('Who comes');
  await dialog.getByRole('button', { name: 'Keep this view' }).click();
  const rows = page.locator('.ticket-row');
  await rows.first().getByText('1 February 2027').waitFor();
  await rows.nth(1).getByText('Marc Girard').waitFor();
  const view = page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: 'Who comes 2' });
  await view.waitFor();
  t.deepEqual(await barriersIn(page, 'main'), []);

  await page.getByRole('link', { name: /^All/ }).click();
  await page.locator(subjects).nth(2).waitFor();
  await view.click();
  await rows.first().getByText('1 February 2027').waitFor();
  t.is(await page.locator(subjects).count(), 2);
  await page.getByRole('button', { name: /^First day: .*show all again/ }).click();
  await page.locator(subjects).nth(2).waitFor();
  t.deepEqual(faults, []);
});

rule('a text, a choice and a person are asked for in French on a phone', async (t) => {
  await desk.call('demo-owner', 'PUT', '/api/accounts/acc-marc', { locale: 'fr' });
  const { page, faults } = await desk.open('demo-agent-2', {
    path: '/tickets?open=true&columns=next,ticket,field.justification,field.screen_size',
    ...{ width: 360, colorScheme: 'dark', locale: 'fr-FR' },
  });
  await page.locator(subjects).first().waitFor();
  const ask = async (field: string) => {
    await page.getByRole('button', { name: 'Filtrer par un champ' }).click();
    await page.getByRole('combobox', { name: 'Champ' }).selectOption(field);
  };
  const apply = page.getByRole('button', { name: 'Montrer ces tickets' });
  await ask('justification');
  await page.getByLabel('Contient').fill('DRAWINGS on');
  await apply.click();
  await page.getByText('contient « DRAWINGS on »').waitFor();
  await ask('screen_size');
  await page.getByRole('checkbox', { name: /16/ }).check();
  await apply.click();
  await page.waitForURL('**field.screen_size=large**');
  await page.locator('.cell-value').first().waitFor();
  t.is(await page.locator(subjects).count(), 1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(wide <= 360, String(wide));
  t.deepEqual(await barriersIn(page, 'main'), []);

  await page.goto('/tickets?open=true');
  await ask('welcomed_by');
  await page.getByLabel('Chercher une personne par son nom').fill('Mar');
  const found = page.locator('[name="named.found"]');
  await found.locator('option', { hasText: 'Marc' }).waitFor({ state: 'attached' });
  await found.selectOption({ label: 'Marc Girard' });
  await apply.click();
  await page.getByRole('button', { name: 'Marc Girard (tout montrer' }).waitFor();
  await page.locator(subjects).nth(1).waitFor({ state: 'detached' });
  await page.locator(subjects).filter({ hasText: 'Hugo' }).waitFor();
  t.deepEqual(faults, []);
});
