import type { Page, Request } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import type { LongTicket } from '../support/long_ticket.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, startUiDesk, type Token, type UiDesk } from './ui_desk.ts';

const messageCount = 1_600;
/** What one message may make a page ask for: the ticket, what is new of it, and the bell. */
const requestsMax = 4;

/** More than these, and a browser takes its time over every change. */
const nodesMax = 3_000;

let desk: UiDesk;
let long: LongTicket;

const rule = browserRules(async () => {
  desk = await startUiDesk();
  long = await desk.openLong(messageCount);
});

const lastMessage = `Message ${messageCount}`;
const timelineOf = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const said = (page: Page, words: string) =>
  page.locator('.entries').getByText(words, { exact: true });
const nodesOf = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);
const entriesOf = (page: Page) => page.locator('.entries > li').count();
const scrollTo = (page: Page, top: number) =>
  timelineOf(page).evaluate((place, to) => place.scrollTo({ top: to }), top);
const topOf = (page: Page, words: string) =>
  said(page, words).evaluate((element) => Math.round(element.getBoundingClientRect().top));

const consolePath = ({ id }: LongTicket) => `/tickets/${id}`;
const portalPath = ({ id }: LongTicket) => `/portal/tickets/${id}`;

/** The stream never ends, and who is at a ticket is told by the clock, whatever is said on it. */
const isCounted = (pathname: string) =>
  pathname.startsWith('/api/') && pathname !== '/api/stream' && !pathname.endsWith('/presence');

/** What the page asks the API for from now on, and how much of it has no answer yet. */
function watchRequests(page: Page) {
  const asked: string[] = [];
  const open = new Set<Request>();
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (!isCounted(pathname)) return;
    asked.push(pathname + search);
    open.add(request);
  });
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return { asked, open };
}

async function opened(token: Token, path: string, last = lastMessage) {
  const { page, context, faults } = await desk.open(token, { path: '/nowhere' });
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  const { asked, open } = watchRequests(page);
  await page.goto(path);
  await said(page, last).waitFor();
  await eventually(() => asked.includes('/api/notifications') && open.size === 0);
  return { page, context, faults, asked };
}

function says(token: Token, { id }: LongTicket, body: string) {
  return desk.call(token, 'POST', `/api/tickets/${id}/messages`, { body });
}

for (const [name, token, pathOf] of [
  ['console', 'demo-agent', consolePath],
  ['portal', 'demo-requester', portalPath],
] as const) {
  rule(`${name}: a ticket of 1,600 messages opens like one of 100`, async (t) => {
    const short = await desk.openLong(100);
    const few = await opened(token, pathOf(short), 'Message 100');
    const many = await opened(token, pathOf(long));
    t.is(await entriesOf(many.page), await entriesOf(few.page));
    // One more digit here or there is no more nodes; nor is a clock that was folded.
    t.is(await nodesOf(many.page), await nodesOf(few.page));
    t.true((await nodesOf(many.page)) <= nodesMax);
    const eventsAsked = many.asked.filter((address) => address.includes('/events'));
    t.deepEqual(eventsAsked, [`/api/tickets/${long.id}/events?limit=50`]);
    t.deepEqual([...few.faults, ...many.faults], []);
    await few.context.close();
    await many.context.close();
  });

  rule(`${name}: a message makes the page ask for what is new, and for nothing else`, async (t) => {
    const ticket = await desk.openLong(400);
    const { page, context, asked, faults } = await opened(token, pathOf(ticket), 'Message 400');
    const other: Token = token === 'demo-agent' ? 'demo-requester' : 'demo-agent';
    for (const words of ['Are you there?', 'Hello?', 'Anybody?']) {
      asked.length = 0;
      await says(other, ticket, words);
      await said(page, words).waitFor({ state: 'attached' });
      t.true(asked.length <= requestsMax, asked.join(' '));
      for (const address of asked.filter((one) => one.includes('/events'))) {
        // The last that a requester may read is a little before the last there is.
        t.true(Number(/after=(\d+)/.exec(address)?.[1]) > ticket.seq - 10, address);
      }
    }
    asked.length = 0;
    await page.locator('#reply-body').fill('Yes, here I am.');
    await page.locator('#reply-body').press('Control+Enter');
    await page.locator('.entries > li:not(.is-outgoing)', { hasText: 'Yes, here I am.' }).waitFor();
    t.true(asked.length <= requestsMax + 1, asked.join(' '));
    t.deepEqual(faults, []);
    await context.close();
  });

  rule(`${name}: earlier messages come on demand, and what is read stays there`, async (t) => {
    const { page, context, asked, faults } = await opened(token, pathOf(long));
    const earlier = page.getByRole('button', { name: 'Show earlier' });
    await earlier.scrollIntoViewIfNeeded();
    const first = (await page.locator('.entries > li .text').first().textContent()) ?? '';
    const [countBefore, topBefore] = [await entriesOf(page), await topOf(page, first)];
    asked.length = 0;
    await earlier.focus();
    await page.keyboard.press('Enter');
    const before = `Message ${Number(first.split(' ')[1]) - 1}`;
    await said(page, before).waitFor({ state: 'attached' });
    t.true(Math.abs((await topOf(page, first)) - topBefore) <= 1);
    t.true((await entriesOf(page)) <= countBefore + 50);
    t.is(asked.length, 1, asked.join(' '));
    t.true(await earlier.evaluate((button) => button === document.activeElement));
    t.deepEqual(faults, []);
    await context.close();
  });

  rule(`${name}: an address points at an old message, and leads back to the latest`, async (t) => {
    const path = `${pathOf(long)}#event-1000`;
    const { page, context, faults } = await desk.open(token, { path });
    const linked = page.locator('#event-1000');
    await linked.waitFor();
    t.true(await linked.evaluate((entry) => entry === document.activeElement));
    const { top, bottom } = await linked.evaluate((entry) => {
      const box = entry.getBoundingClientRect();
      return { top: box.top, bottom: box.bottom };
    });
    t.true(top > 0 && bottom < 800, `it is at ${top}`);
    t.is(await said(page, lastMessage).count(), 0);
    t.true((await entriesOf(page)) <= 50);
    const later = page.getByRole('button', { name: 'Show later' });
    const count = await entriesOf(page);
    await later.click();
    await pageHolds(
      page,
      (known) => document.querySelectorAll('.entries > li').length > known,
      count,
    );
    t.deepEqual(faults, []);
    await context.close();
  });
}

rule('scrolling up reads on, and Home leads to the request itself', async (t) => {
  const { page, context } = await opened('demo-agent', consolePath(long));
  await timelineOf(page).hover();
  const count = await entriesOf(page);
  await eventually(async () => {
    await page.mouse.wheel(0, -200);
    // The browser scrolls when it draws.
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return (await entriesOf(page)) > count;
  });
  const place = await timelineOf(page).evaluate(({ scrollTop }) => scrollTop);
  t.true(place > 0, 'what was read is still in sight');

  await timelineOf(page).focus();
  await page.keyboard.press('Home');
  await pageHolds(page, () => document.querySelector('.timeline')?.scrollTop === 0);
  await page.getByText('As its subject says.').hover();
  await context.close();
});

rule('what is being written stays while others write and earlier messages come', async (t) => {
  const ticket = await desk.openLong(200);
  const { page, context } = await opened('demo-agent', consolePath(ticket), 'Message 200');
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await reply.pressSequentially('Half a sentence');
  await page.getByRole('button', { name: 'Show earlier' }).click();
  await said(page, 'Message 160').waitFor({ state: 'attached' });
  await says('demo-requester', ticket, 'Are you still there?');
  await page.getByRole('button', { name: '1 new entry' }).waitFor();
  await reply.pressSequentially(', and the other half');
  t.is(await reply.inputValue(), 'Half a sentence, and the other half');
  await reply.press('Control+Enter');
  await page.locator('.entries > li:not(.is-outgoing)', { hasText: 'the other half' }).waitFor();
  t.is(await reply.inputValue(), '');
  await context.close();
});

rule('what is written on an old place of a ticket is shown at its end', async (t) => {
  const ticket = await desk.openLong(300);
  const path = `${consolePath(ticket)}#event-100`;
  const { page, context } = await desk.open('demo-agent', { path });
  await page.locator('#event-100').waitFor();
  await says('demo-requester', ticket, 'Nobody sees this yet');
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await reply.fill('I have read the beginning.');
  await reply.press('Control+Enter');
  const mine = page.locator('.entries > li:not(.is-outgoing)', { hasText: 'I have read' });
  await mine.waitFor();
  await said(page, 'Nobody sees this yet').waitFor();
  t.is(await page.locator('#event-100').count(), 0);
  await context.close();
});

rule('the clocks that count are shown, and all others behind one', async (t) => {
  const { page, context, faults } = await opened('demo-agent', consolePath(long));
  const clocks = page.locator('.clocks > li');
  t.true((await clocks.count()) <= 6);
  const header = await page.locator('.ticket-header').boundingBox();
  t.true(header !== null && header.height < 200, `the header is ${header?.height} px high`);
  await page.getByText('800 earlier clocks').click();
  const list = page.getByRole('list', { name: 'Earlier clocks' });
  await list.getByText('Next response 799').waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  t.deepEqual(faults, []);
  await context.close();
});

rule('the newest message is in sight, and the place above it is left alone', async (t) => {
  const ticket = await desk.openLong(120);
  const { page, context } = await opened('demo-agent', consolePath(ticket), 'Message 120');
  const isSeen = (words: string) =>
    said(page, words).evaluate((element) => {
      const place = element.closest('.timeline')?.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      return place !== undefined && top >= place.top && bottom <= place.bottom;
    });
  t.true(await isSeen('Message 120'));
  await scrollTo(page, 300);
  const first = (await page.locator('.entries > li .text').first().textContent()) ?? '';
  const top = await topOf(page, first);
  await says('demo-requester', ticket, 'Something new');
  await page.getByRole('button', { name: '1 new entry' }).click();
  t.true(await isSeen('Something new'));
  t.not(await topOf(page, first), top);
  await context.close();
});
