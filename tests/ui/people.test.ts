import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const path = '/administration/people';

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');

/** What axe finds wrong with the page, by the names of its rules. */
async function barriersOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Found {
      violations: { id: string }[];
    }
    const { axe } = window as unknown as { axe: { run(): Promise<Found> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}

rule('an administrator adds, finds, edits and closes a person by hand', async (t) => {
  const { page, faults } = await desk.open('demo-owner', { path });
  await page.getByRole('button', { name: 'Add a person' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Vera Nova');
  await form.getByLabel('Mail addresses').fill('vera@company.example');
  await form.getByLabel('Phones').fill('06 12 34 56 78');
  await page.keyboard.press('Control+Enter');
  await form.getByText('Expected: a phone number with its country').waitFor();
  t.is(await form.getByLabel('Name').inputValue(), 'Vera Nova', 'what was typed stays');
  await form.getByLabel('Phones').fill('+33 6 12 34 56 78');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });

  await page.getByLabel('Name, address, phone, department or site').fill('06 12 34');
  await page.getByText('1 person').waitFor();
  await page.getByRole('button', { name: 'Edit Vera Nova' }).click();
  await form.getByLabel('Department').fill('Research');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Research').waitFor();

  await page.getByRole('button', { name: 'Close the account of Vera Nova' }).click();
  await form.getByText('There are no tickets in hand.').waitFor();
  t.deepEqual(await barriersOf(page), []);
  await form.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('Nobody is like that.').waitFor();
  await page.getByRole('combobox', { name: 'Account' }).selectOption('false');
  await page.getByRole('button', { name: 'Open the account of Vera Nova again' }).waitFor();
  t.deepEqual(faults, []);
});

rule('a file is shown line by line before it is written, in French, on a phone', async (t) => {
  await desk.call('demo-owner', 'PUT', '/api/accounts/acc-nadia', { locale: 'fr' });
  const { page, faults } = await desk.open('demo-owner', {
    path,
    width: 375,
    locale: 'fr-FR',
  });
  await page.getByRole('button', { name: 'Importer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Fichier').setInputFiles({
    name: 'gens.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('nom;courriel\r\nZoé Été;zoe@company.example\r\nMal;pas une adresse\r\n'),
  });
  await dialog.getByText('1 personne nouvelle').waitFor();
  await dialog.getByText('Zoé Été est une nouvelle personne').waitFor();
  await dialog.getByText('attendu : une adresse électronique').waitFor();
  t.deepEqual(await barriersOf(page), []);
  await dialog.getByRole('button', { name: 'Écrire 1 personne sans erreur' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Zoé Été' }).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(width <= 375, `${width} px wide`);
  await page.screenshot({ path: '/tmp/people-phone.png' });
  t.deepEqual(faults, []);
});
