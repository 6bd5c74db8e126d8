import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const path = '/administration/items';

rule(
  'the register is filled in by hand, and remote help is chosen from what is known',
  async (t) => {
    const { page, faults } = await desk.open('demo-owner', { path });
    await page.getByRole('button', { name: 'Add one' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name', { exact: true }).fill('PC-0417');
    await form.getByLabel('Type, in your words').fill('Laptop');
    await form.getByLabel('Inventory number').fill('INV-0417');
    await form.getByLabel('Number for remote help').fill('417');
    t.deepEqual(await barriersIn(page), []);
    await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'PC-0417' }).waitFor();
    await page.getByLabel('Find a device or a service').fill('inv-04');
    await page.getByRole('heading', { name: 'PC-0417' }).waitFor();

    await page.getByRole('button', { name: 'Add another program' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Here');
    const address = page.getByLabel('Address that opens it');
    await address.fill('http://127.0.0.1/{item.remoteId}');
    await page.getByRole('button', { name: 'Add this program' }).click();
    await page.getByText('Expected: https:// with a host').waitFor();
    await address.fill('https://127.0.0.1:1/open?device={item.remoteId}');
    await page.getByRole('button', { name: 'Add this program' }).click();
    await page.getByText('https://127.0.0.1:1/open').waitFor();
    t.deepEqual(await barriersIn(page), []);
    t.deepEqual(faults, []);
  },
);

rule(
  'an agent marks the device, opens remote help on it, and what came out of it is a step',
  async (t) => {
    const { id } = await desk.call<{ id: string }>('demo-requester', 'POST', '/api/tickets', {
      subject: 'Everything is slow',
      description: 'Since this morning.',
    });
    const { page, context } = await desk.open('demo-agent', { path: `/tickets/${id}` });
    await page.getByRole('button', { name: 'Find another' }).click();
    await page.getByLabel('Find a device or a service').fill('PC-0417');
    await page.getByLabel('Device or service').selectOption('PC-0417 · Laptop · INV-0417');
    await page.getByRole('button', { name: 'The ticket is about it' }).click();
    await page.getByRole('link', { name: 'PC-0417' }).waitFor();

    const opening = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Here on PC-0417' }).click();
    await (await opening).close();
    await page.getByRole('button', { name: 'End remote help' }).click();
    await page.getByLabel('What came out of it').fill('The disk was full.');
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'End remote help' }).click();
    await page.getByText('was on PC-0417 by Here').waitFor();
    await page.getByText('The disk was full.').first().waitFor();
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  rule(`the register is whole on a phone, ${colorScheme}`, async (t) => {
    const { page } = await desk.open('demo-owner', { path, width: 360, height: 740, colorScheme });
    await page.getByRole('heading', { name: 'PC-0417' }).waitFor();
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    t.true(scrollWidth <= clientWidth, `${scrollWidth} of ${clientWidth}`);
    t.deepEqual(await barriersIn(page), []);
    const folder = process.env.PALIER_TEST_PICTURES;
    if (folder)
      await page.screenshot({ path: `${folder}/items-${colorScheme}.png`, fullPage: true });
  });
}
