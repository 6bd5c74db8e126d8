import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule(
  'devices of a file are shown line by line before they are written, in French, on a phone',
  async (t) => {
    await desk.call('demo-owner', 'PUT', '/api/accounts/acc-nadia', { locale: 'fr' });
    const { page, faults } = await desk.open('demo-owner', {
      path: '/administration/items',
      width: 360,
      locale: 'fr-FR',
    });
    await page.getByRole('button', { name: 'Importer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Fichier').setInputFiles({
      name: 'parc.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'Numéro d’inventaire;nom;état\r\nINV-9;Portable Élan;in_use\r\nINV-10;Autre;perdu\r\n',
      ),
    });
    await dialog.getByText('Portable Élan est ajouté').waitFor();
    await dialog.getByText('status').last().waitFor();
    t.deepEqual(await barriersIn(page), []);
    await dialog.getByRole('button', { name: 'Écrire 1 élément sans erreur' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Portable Élan' }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    t.true(width <= 360, `${width} px wide`);
    t.deepEqual(faults, []);
  },
);
