import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule('a page whose script does not come says so, and is there once it does', async (t) => {
  const { page, context, faults } = await desk.open('demo-agent', { path: '/tickets' });
  await page.locator('main h1').first().waitFor();
  await context.route('**/assets/problems_page-*', (route) => route.abort());
  const navigation = page.locator('.navigation');
  await navigation.getByRole('link', { name: 'Problems' }).click();
  await page.getByRole('heading', { name: 'The page could not be loaded' }).waitFor();
  await page.getByText('What you wrote is kept.').waitFor();
  // Another page in between takes nothing of it.
  await navigation.getByRole('link', { name: 'Knowledge' }).click();
  await page.getByRole('heading', { name: 'Knowledge', level: 1 }).waitFor();
  await navigation.getByRole('link', { name: 'Problems' }).click();
  await page.getByRole('heading', { name: 'The page could not be loaded' }).waitFor();
  await context.unroute('**/assets/problems_page-*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Problems', level: 1 }).waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule('a palette that does not come is told, and can be opened afterwards', async (t) => {
  const { page, context, faults } = await desk.open('demo-agent', { path: '/tickets' });
  await page.locator('main h1').first().waitFor();
  await context.route('**/assets/palette_dialog-*', (route) => route.abort());
  await page.keyboard.press('Control+k');
  await page.locator('.told-briefly').waitFor();
  await context.unroute('**/assets/palette_dialog-*');
  await page.reload();
  await page.locator('main h1').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  t.deepEqual(faults, []);
  await context.close();
});

rule(
  'what is typed before the palette is there is for it, and for no key of the page',
  async (t) => {
    const { page, context, faults } = await desk.open('demo-agent', { path: '/tickets' });
    await page.locator('main h1').first().waitFor();
    const asked = Promise.withResolvers<void>();
    const typed = Promise.withResolvers<void>();
    await context.route('**/assets/palette_dialog-*', async (route) => {
      asked.resolve();
      await typed.promise;
      await route.continue();
    });
    await page.keyboard.press('Control+k');
    await asked.promise;
    await page.keyboard.type('devices a');
    typed.resolve();
    const field = page.getByRole('combobox', { name: /Action, page/ });
    await field.waitFor();
    t.is(await field.inputValue(), 'devices a');
    await page.getByRole('option', { name: 'Devices and services', selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    t.is(await field.inputValue(), '', 'it begins anew');
    t.deepEqual(faults, []);
    await context.close();
  },
);

rule('whoever closes a dialog or a form by keys is where they were', async (t) => {
  const focused = () => document.activeElement?.textContent?.trim() ?? '';
  const { page, context } = await desk.open('demo-owner', { path: '/administration/people' });
  const opener = page.getByRole('button', { name: 'Add a person' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Kay Board');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await opener.and(page.locator(':focus')).waitFor();
  await page.goto('/administration/webhooks');
  await page.getByRole('button', { name: 'Add a webhook' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('[name=name]').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.command-form').waitFor({ state: 'detached' });
  await page.locator('#main').and(page.locator(':focus')).waitFor();
  t.not(await page.evaluate(focused), '');
  await context.close();
});
