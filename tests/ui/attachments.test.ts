import type { Page } from 'playwright-core';
import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
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
  await page.getByRole('link', { name: 'flicker.png' }).getByRole('img').waitFor();
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
function give(page: Page, by: 'paste' | 'drop', words?: string, into = '#main') {
  return page.evaluate(
    ({ type, bytes, text, place }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
      if (text !== undefined) data.setData('text/plain', text);
      const how = { bubbles: true, cancelable: true };
      const event =
        type === 'paste'
          ? new ClipboardEvent(type, { ...how, clipboardData: data })
          : new DragEvent(type, { ...how, dataTransfer: data });
      return document.querySelector(place)?.dispatchEvent(event);
    },
    { type: by, bytes: [...png], text: words, place: into },
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
  await pageHolds(page, () => {
    const place = document.querySelector('.timeline');
    const pictures = [...(place?.querySelectorAll('img') ?? [])];
    const isAtEnd = place && place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
    return pictures.length === 2 && pictures.every(({ complete }) => complete) && isAtEnd;
  });
  t.deepEqual(faults, []);
});

rule('a picture pasted into a text is shown there, and looked at in large by keys', async (t) => {
  const texts = { subject: 'The screen is blue', description: 'Blue.' };
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  const { page, context, faults } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const text = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await text.fill('First this:');
  await give(page, 'paste', undefined, '#reply-body');
  await page.getByRole('button', { name: 'Remove image.png' }).waitFor();
  await pageHolds(page, () =>
    document.querySelector<HTMLTextAreaElement>('#reply-body')?.value.includes('[image.png]'),
  );
  t.is(await text.inputValue(), 'First this:\n[image.png]\n');
  await give(page, 'drop');
  await page.getByRole('button', { name: 'Remove image 2.png' }).waitFor();
  await give(page, 'paste', undefined, '#reply-body');
  await page.getByRole('button', { name: 'Remove image 3.png' }).click();
  t.is(await text.inputValue(), 'First this:\n[image.png]\n\n', 'its place goes with it');
  await page.getByRole('button', { name: 'Look at image 2.png' }).click();
  await page.getByRole('dialog', { name: 'image 2.png' }).getByText('2 of 2').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Send' }).click();

  const said = page.locator('.message', { hasText: 'First this:' });
  const inline = said.locator('.text').getByRole('link', { name: 'image.png' });
  await inline.getByRole('img').waitFor();
  t.is(await said.getByRole('list').getByRole('link').count(), 1, 'the other stands below');
  await inline.press('Enter');
  const first = page.getByRole('dialog', { name: 'image.png' });
  await first.getByText('1 of 2').waitFor();
  await page.keyboard.press('+');
  await first.getByText('100%').waitFor();
  await first.getByRole('button', { name: 'Larger' }).click();
  await first.getByText('200%').waitFor();
  await page.keyboard.press('0');
  await first.getByRole('button', { name: 'Copy the link of the picture' }).click();
  await page.getByText('The link is copied.').first().waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  t.regex(copied, new RegExp(`^${desk.url}/api/tickets/${id}/attachments/att-`));
  await page.keyboard.press('ArrowRight');
  const second = page.getByRole('dialog', { name: 'image 2.png' });
  await second.getByText('2 of 2').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    second.getByRole('link', { name: 'Download' }).click(),
  ]);
  t.is(download.suggestedFilename(), 'image 2.png');
  await page.keyboard.press('Escape');
  await second.waitFor({ state: 'hidden' });
  t.deepEqual(faults, []);
});

rule('ten megabytes of pasted words become a file, and the writer is told', async (t) => {
  const { page, faults } = await desk.open('demo-requester', { path: '/portal/new' });
  const field = page.getByLabel('What happened?');
  await field.fill('The log is this:');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'ten bytes\n'.repeat(1024 * 1024));
    const how = { bubbles: true, cancelable: true, clipboardData };
    const fields = [...document.querySelectorAll('textarea')];
    const place = fields.find(({ value }) => value.startsWith('The log'));
    place?.dispatchEvent(new ClipboardEvent('paste', how));
  });
  await page
    .locator('.attachment-picker')
    .getByText('What you pasted has 10,485,760 characters; a message may have 50,000.')
    .waitFor();
  await page.getByRole('button', { name: 'Remove pasted text.txt' }).waitFor();
  t.is(await field.inputValue(), 'The log is this:', 'what was written stays');
  t.deepEqual(faults, []);
});

rule('more files than a message may have are refused before they are uploaded', async (t) => {
  const { page } = await desk.open('demo-requester', { path: '/portal/new' });
  const files = Array.from({ length: 11 }, (_, n) => ({
    name: `page ${n + 1}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(`page ${n + 1}`),
  }));
  await page.getByLabel('Files to attach').setInputFiles(files);
  await page.getByText('Not all are attached: a message takes 10 files at most.').waitFor();
  await page.getByRole('button', { name: 'Remove page 10.txt' }).waitFor();
  t.is(await page.getByRole('button', { name: /^Remove page/ }).count(), 10);
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
