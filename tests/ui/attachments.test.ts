import type { Page } from 'playwright-core';
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
  await page.getByRole('link', { name: 'flicker.png' }).getByRole('presentation').waitFor();
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

/** Gives the page a file by the clipboard or by a drag, as the browser would. */
function give(page: Page, by: 'paste' | 'drop', words?: string) {
  return page.evaluate(
    ({ type, bytes, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
      if (text !== undefined) data.setData('text/plain', text);
      const how = { bubbles: true, cancelable: true };
      const event =
        type === 'paste'
          ? new ClipboardEvent(type, { ...how, clipboardData: data })
          : new DragEvent(type, { ...how, dataTransfer: data });
      return document.querySelector('#main')?.dispatchEvent(event);
    },
    { type: by, bytes: [...png], text: words },
  );
}

rule('a picture that is pasted or dropped on a ticket goes with the reply', async (t) => {
  const texts = { subject: 'The screen flickers', description: 'Like this.' };
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  await page.getByRole('textbox', { name: 'Reply to Camille Roux' }).fill('Do you mean these?');
  await give(page, 'paste', 'words of a table, with a picture of it');
  t.false(await give(page, 'paste'), 'nothing else is made of it');
  await page.getByRole('button', { name: 'Remove image.png' }).waitFor();
  t.false(await give(page, 'drop'), 'the page stays');
  await page.getByRole('button', { name: 'Remove image 2.png' }).waitFor();
  t.is(await page.getByRole('button', { name: /^Remove image/ }).count(), 2);
  t.is(await page.locator('.attachment-picker img').count(), 2);
  await page.getByRole('button', { name: 'Send' }).click();
  const sent = page.getByRole('link', { name: 'image 2.png' });
  await sent.waitFor();
  // Also once the pictures are there, and take their room.
  await page.waitForFunction(() => {
    const place = document.querySelector('.timeline');
    const pictures = [...(place?.querySelectorAll('img') ?? [])];
    const isAtEnd = place && place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
    return pictures.length === 2 && pictures.every(({ complete }) => complete) && isAtEnd;
  });
  t.deepEqual(faults, []);
});

rule('a file that is too big is refused once, in the units of people', async (t) => {
  const { page } = await desk.open('demo-requester', { path: '/portal/new' });
  const video = { name: 'all.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(11 * 1024 * 1024) };
  await page.getByLabel('Files to attach').setInputFiles(video);
  const words = page.getByText(/too big|bytes|at most/);
  await words.first().waitFor();
  t.deepEqual(await words.allTextContents(), ['all.mp4 is 11 MB; a file may be 10 MB at most.']);
});

rule(
  'a file that is dropped where none is wanted does not take the place of the page',
  async (t) => {
    const { page } = await desk.open('demo-agent', { path: '/tickets' });
    await page.getByRole('link', { name: 'Unassigned' }).waitFor();
    t.false(await give(page, 'drop'));
  },
);
