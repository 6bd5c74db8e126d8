import type { Page } from 'playwright-core';
import type { ConfigurationItem } from '../../api/configuration_items/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk, type WindowOptions } from './ui_desk.ts';

let desk: UiDesk;
let laptop: ConfigurationItem;
let server: ConfigurationItem;
let ticketId: string;

const rule = browserRules(async () => {
  desk = await startUiDesk();
  const adds = (body: object) =>
    desk.call<ConfigurationItem>('demo-owner', 'POST', '/api/configuration-items', body);
  server = await adds({
    kind: 'device',
    name: 'SRV-FILES-01',
    type: 'Server',
    site: 'Évry',
    supportGroup: { process: 'it_support', id: 'network' },
  });
  const files = await adds({ kind: 'service', name: 'Shared files', dependsOn: [server.id] });
  laptop = await adds({
    kind: 'device',
    name: 'PC-0417',
    type: 'Laptop',
    model: 'Latitude 7450',
    inventoryNumber: 'INV-0417',
    serialNumber: '5CG1234XYZ',
    remoteId: '417 220 118',
    ownerId: 'acc-camille',
    notes: 'Screen changed in March.',
    dependsOn: [files.id],
  });
  const opens = (subject: string) =>
    desk.call('demo-requester', 'POST', '/api/tickets', { subject, description: 'Since today.' });
  const isAbout = (id: string, item: string) =>
    desk.call('demo-agent', 'PUT', `/api/tickets/${id}/affected-items`, { add: [item] });
  const [open, over] = [await opens('The laptop is slow'), await opens('No sound at all')];
  ticketId = open.id;
  await isAbout(open.id, laptop.id);
  await isAbout(over.id, laptop.id);
  await desk.call('demo-agent', 'PUT', `/api/tickets/${over.id}/resolution`, {
    code: 'fixed',
    note: 'Unmuted.',
  });
  await desk.call('demo-requester', 'PUT', `/api/tickets/${over.id}/closure`, {});
  const link = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/remote-links', {
    name: 'RustDesk',
    template: 'rustdesk://{item.remoteId}',
  });
  await desk.call('demo-agent', 'POST', `/api/tickets/${open.id}/remote-sessions`, {
    item: laptop.id,
    link: link.id,
  });
});

rule('from a ticket an agent comes to the device, and from it to what it depends on', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticketId}` });
  const about = page.getByRole('region', { name: 'Devices and services' });
  await about.getByRole('link', { name: 'PC-0417' }).waitFor();
  const theirs = page.getByRole('region', { name: 'Camille Roux' });
  await theirs.getByRole('link', { name: 'PC-0417' }).click();
  await page.getByRole('heading', { name: 'PC-0417' }).waitFor();
  t.is(await page.getByRole('button', { name: 'Edit' }).count(), 0, 'agents change nothing of it');
  const open = page.getByRole('region', { name: 'Open tickets' });
  for (const name of ['The laptop is slow', 'No sound at all']) {
    await open.getByRole('link', { name }).waitFor();
  }
  const titles = await open.getByRole('link').allInnerTexts();
  t.regex(titles.join('\n'), /The laptop is slow[\s\S]*No sound at all/, 'open ones first');
  await page.getByRole('region', { name: 'Remote help' }).getByText('RustDesk').waitFor();
  await page.getByText('Nadia Benali added it').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await page.getByRole('link', { name: 'Shared files' }).click();
  await page.getByRole('link', { name: 'SRV-FILES-01' }).click();
  await page.getByRole('heading', { name: 'SRV-FILES-01' }).waitFor();
  await page.getByRole('link', { name: 'Shared files' }).waitFor();
  await page.getByText('Network').first().waitFor();
  t.deepEqual(faults, []);
});

rule('agents find the register from anywhere, and change nothing of it', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Action, page/ }).fill('devices and');
  await page.getByRole('option', { name: 'Devices and services', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Devices and services' }).waitFor();
  await page.getByLabel('Looked after by').selectOption({ label: 'Network' });
  await page.getByRole('link', { name: 'PC-0417' }).waitFor({ state: 'detached' });
  t.is(await page.getByRole('button', { name: /Add one|Import|Edit/ }).count(), 0);
  t.deepEqual(await barriersIn(page), []);
  await page.getByRole('link', { name: 'SRV-FILES-01' }).click();
  await page.getByRole('link', { name: 'Devices and services' }).click();
  await page.getByRole('link', { name: 'PC-0417' }).waitFor();
  t.deepEqual(faults, []);
});

rule(
  'who looks after the register changes what an item depends on; a circle is named',
  async (t) => {
    const { page, faults } = await desk.open('demo-owner', { path: `/items/${server.id}` });
    await page.getByRole('button', { name: 'Edit SRV-FILES-01' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Find a device or a service').fill('PC-0417');
    await form
      .getByLabel('Device or service it cannot work without')
      .selectOption({ label: 'PC-0417 · Laptop · INV-0417 · Camille Roux' });
    await form.getByRole('button', { name: 'Add it' }).press('Enter');
    await form.getByRole('button', { name: /It does not depend on PC-0417/ }).waitFor();
    t.deepEqual(await barriersIn(page), []);
    await page.keyboard.press('Control+Enter');
    await form.getByText('SRV-FILES-01 → PC-0417 → Shared files → SRV-FILES-01').first().waitFor();
    await form.getByRole('button', { name: /It does not depend on PC-0417/ }).click();
    await form.getByLabel('Looked after by').selectOption({ label: 'Workplace' });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByText('Looked after by: Network → Workplace').waitFor();
    // What was found and not added is chosen all the same.
    await page.goto(`/items/${laptop.id}`);
    await page.getByRole('button', { name: 'Edit PC-0417' }).click();
    await form.getByLabel('Device or service it cannot work without').selectOption({
      label: 'SRV-FILES-01 · Server',
    });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByText('Depends on: Shared files → ').waitFor();
    t.deepEqual(faults, []);
  },
);

rule(
  'whoever asks for help chooses among their own devices, and sees what was chosen',
  async (t) => {
    const { page, faults } = await desk.open('demo-requester', { path: '/portal/new' });
    await page.getByLabel('In one line').fill('It does not start');
    await page.getByLabel('What happened?').fill('The screen stays black.');
    const devices = page.getByLabel('Which of your devices?');
    await devices.waitFor();
    t.deepEqual(await devices.locator('option').allInnerTexts(), [
      'None of these, or I do not know',
      'PC-0417 · Laptop',
    ]);
    await devices.selectOption('PC-0417 · Laptop');
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('About PC-0417').waitFor();
    t.deepEqual(faults, []);
  },
);

rule('whoever was helped from afar reads who it was and when, without script too', async (t) => {
  const { page } = await desk.open('demo-requester', { path: `/portal/tickets/${ticketId}` });
  await page.getByText(/Léa Martin is helping you from afar on PC-0417, since/).waitFor();
  await page.getByText('About PC-0417').waitFor();
  t.deepEqual(await barriersIn(page), []);
  const folder = process.env.PALIER_TEST_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/portal-remote.png`, fullPage: true });
  await page.goto(`/plain/tickets/${ticketId}`);
  await page.getByText(/Léa Martin is helping you from afar on PC-0417, since/).waitFor();
  await page.getByText('About PC-0417').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await page.goto('/plain/new');
  await page.getByLabel('In one line').fill('The sound is gone');
  await page.getByLabel('What happened?').fill('Since the update.');
  await page.getByLabel('Which of your devices?').selectOption('PC-0417');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('About PC-0417').waitFor();
});

rule('an agent who logs a call says which of the caller’s devices it is about', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('Camille');
  await page.getByRole('option', { name: /Camille Roux/ }).click();
  await page.getByLabel('Device it is about').selectOption('PC-0417 · Laptop');
  await page.getByLabel('In one line').fill('No picture');
  await page.getByLabel('What they say').fill('It stays dark.');
  t.deepEqual(await barriersIn(page), []);
  await page.keyboard.press('Control+Enter');
  const about = page.getByRole('region', { name: 'Devices and services' });
  await about.getByRole('link', { name: 'PC-0417' }).waitFor();
  t.deepEqual(faults, []);
});

const looks: [string, WindowOptions][] = [
  ['en-light', { width: 1280, colorScheme: 'light' }],
  ['fr-dark-phone', { width: 360, height: 740, colorScheme: 'dark', locale: 'fr-FR' }],
];

for (const [look, options] of looks) {
  rule(`the page of an item is whole, ${look}`, async (t) => {
    const { page } = await desk.open('demo-owner', { ...options, path: '/tickets' });
    if (options.locale) {
      await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
    }
    await page.goto(`/items/${laptop.id}`);
    await page.getByRole('heading', { name: 'PC-0417' }).waitFor();
    await page.waitForLoadState('networkidle');
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    t.true(scrollWidth <= clientWidth, `${scrollWidth} of ${clientWidth}`);
    t.deepEqual(await barriersIn(page), []);
    const folder = process.env.PALIER_TEST_PICTURES;
    if (folder) await page.screenshot({ path: `${folder}/item-${look}.png`, fullPage: true });
  });
}

rule('the forms of the register and of the portal are whole on a phone, in French', async (t) => {
  const folder = process.env.PALIER_TEST_PICTURES;
  const opens = async (token: 'demo-owner' | 'demo-requester' | 'demo-agent', path: string) => {
    const { page } = await desk.open(token, {
      ...{ path: '/', width: 360, height: 740, colorScheme: 'dark', locale: 'fr-FR' },
    });
    await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
    await page.goto(path);
    return page;
  };
  const isWhole = async (page: Page, name: string) => {
    await page.waitForLoadState('networkidle');
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    t.true(scrollWidth <= clientWidth, `${name}: ${scrollWidth} of ${clientWidth}`);
    t.deepEqual(await barriersIn(page), [], name);
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  };
  const item = await opens('demo-owner', `/items/${laptop.id}`);
  await item.getByRole('button', { name: 'Modifier PC-0417' }).click();
  await item.getByRole('button', { name: 'Il ne dépend pas de Shared files' }).waitFor();
  await item.getByLabel('Appareil ou service sans quoi').scrollIntoViewIfNeeded();
  await isWhole(item, 'item-dialog');
  const report = await opens('demo-requester', '/portal/new');
  await report.getByLabel('Lequel de vos appareils').waitFor();
  await isWhole(report, 'portal-new');
  const request = await opens('demo-requester', `/portal/tickets/${ticketId}`);
  await request.getByText(/vous aide à distance sur PC-0417/).waitFor();
  await isWhole(request, 'portal-request');
  const ticket = await opens('demo-agent', `/tickets/${ticketId}`);
  await ticket.getByRole('button', { name: 'Détails', exact: true }).click();
  await isWhole(ticket, 'ticket-facts');
});
