import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { secondMs } from '../../workflows/domain/durations.ts';
import { openBenchDesk } from './desk/bench_desk.ts';
import { command, message, openTicket } from './desk/http_life.ts';
import { agentToken } from './desk/people.ts';
import { atATime } from './desk/rounds.ts';
import { median } from './statistics.ts';
import { print, table } from './talk.ts';

/**
 * `npm run bench:screens`: how soon an agent sees a ticket of 5,000 messages, and a message that
 * comes while they look at it, beside a ticket of ten. Chromium shares the machine with the desk.
 */
const { values } = parseArgs({ options: { messages: { type: 'string', default: '5000' } } });
const messageCount = Number(values.messages);

const rounds = 5;
/** What was written is exported, and cleaned up after, for a while. */
const settleMs = 20 * secondMs;
/** Fewer than Temporal lets be under way in one workflow. */
const writers = 6;
const [few, width, height] = [10, 1280, 800];

const desk = await openBenchDesk();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await desk.start('worker');
  await desk.start('API');
  const rows: string[][] = [];
  for (const count of [few, messageCount]) {
    const ticketId = await openTicket(desk);
    await command(desk, ticketId, ['PUT', 'acceptance', {}]);
    await atATime(writers, count, () => command(desk, ticketId, message));
    await setTimeout(settleMs);
    rows.push(await measure(ticketId, count));
  }
  print(`\nThe page of a ticket in Chromium, the median of ${rounds}`);
  table(['messages', 'first view ms', 'elements', 'a new message ms'], rows);
} finally {
  await browser.close();
  await desk.close();
}

async function measure(ticketId: string, count: number): Promise<string[]> {
  const context = await browser.newContext({
    baseURL: desk.apiUrl,
    viewport: { width, height },
  });
  await context.request.post('/api/session/demo', {
    data: { token: agentToken },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const page = await context.newPage();
  const views: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await page.goto(`/tickets/${ticketId}`);
    await page.locator('.entries > li.message').last().waitFor();
    views.push(performance.now() - startedAt);
  }
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const news: number[] = [];
  for (let round = 0; round < rounds; round++) news.push(await untilShown(page, ticketId, round));
  await context.close();
  const shown = [median(views).toFixed(0), String(elements), median(news).toFixed(0)];
  return [count.toLocaleString('en'), ...shown];
}

/** From the command's sending until its message is on the page. */
async function untilShown(page: Page, ticketId: string, round: number): Promise<number> {
  const body = `News ${round}`;
  const startedAt = performance.now();
  await Promise.all([
    page.locator('.entries').getByText(body, { exact: true }).waitFor(),
    command(desk, ticketId, ['POST', 'messages', { body }]),
  ]);
  return performance.now() - startedAt;
}
