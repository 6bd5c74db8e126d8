import type { Ticket } from '../../api/tickets/contract.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

rule('a requester shows a picture, and the agent sees it and sends a file back', async (t) => {
  const portal = await desk.open('demo-requester', { path: '/portal/new' });
  await portal.page.getByLabel('In one line').fill('The screen flickers');
  await portal.page.getByLabel('What happened?').fill('As in the picture.');
  const picture = { name: 'flicker.png', mimeType: 'image/png', buffer: png };
  await portal.page.getByLabel('Files to attach').setInputFiles(picture);
  await portal.page.getByRole('button', { name: 'Remove flicker.png' }).waitFor();
  await portal.page.getByRole('button', { name: 'Send' }).click();
  await portal.page.waitForURL('**/portal/tickets/tkt-*');
  const id = portal.page.url().split('/').at(-1) ?? '';

  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  await page.getByRole('img', { name: 'flicker.png' }).waitFor();
  const driver = { name: 'driver.txt', mimeType: 'text/plain', buffer: Buffer.from('v2') };
  await page.getByLabel('Files to attach').setInputFiles(driver);
  await page.getByRole('button', { name: 'Remove driver.txt' }).waitFor();
  await page.getByRole('textbox', { name: 'Reply to Camille Roux' }).fill('Install this one.');
  await page.getByRole('button', { name: 'Send' }).click();

  const link = portal.page.getByRole('link', { name: 'driver.txt' });
  await link.waitFor();
  const [download] = await Promise.all([portal.page.waitForEvent('download'), link.click()]);
  t.is(download.suggestedFilename(), 'driver.txt');
  const ticket = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${id}`);
  t.like(ticket.attachments, [{ name: 'flicker.png', mediaType: 'image/png' }]);
  t.deepEqual([...faults, ...portal.faults], []);
});
