import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
let ticketId: string;
let problemId: string;
const rule = browserRules(async () => {
  desk = await startUiDesk();
  const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'The network of the second floor goes down every ten minutes or so',
    description: 'Since this morning.',
    category: 'network',
    impact: 'high',
  });
  ticketId = ticket.id;
  const address = `/api/tickets/${ticketId}/messages`;
  for (const token of ['demo-agent', 'demo-requester'] as const) {
    await desk.call(token, 'POST', address, { body: 'We are looking at it.' });
  }
  const problem = await desk.call<{ id: string }>('demo-agent', 'POST', '/api/problems', {
    title: 'The switch restarts',
    incidents: [ticketId],
  });
  problemId = problem.id;
});

/** What is cut, or must be scrolled sideways: class, what there is, and what is seen of it. */
const sideways = () =>
  [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((part) => part.checkVisibility() && part.clientWidth > 1)
    .filter((part) => getComputedStyle(part).overflowX !== 'visible')
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => `${part.className}: ${part.scrollWidth} in ${part.clientWidth}`);

const pages = (): [path: string, token: 'demo-agent' | 'demo-requester'][] => [
  ['/tickets', 'demo-agent'],
  [`/tickets/${ticketId}`, 'demo-agent'],
  ['/problems', 'demo-agent'],
  [`/problems/${problemId}`, 'demo-agent'],
  ['/knowledge', 'demo-agent'],
  ['/portal', 'demo-requester'],
  ['/portal/new', 'demo-requester'],
  [`/portal/tickets/${ticketId}`, 'demo-requester'],
];

for (const language of ['en', 'fr']) {
  rule(`on a phone nothing is cut at the side, in ${language}`, async (t) => {
    t.timeout(120_000);
    for (const [path, token] of pages()) {
      const { page, context } = await desk.open(token, { width: 375, height: 720 });
      await page.evaluate((chosen) => localStorage.setItem('palier.language', chosen), language);
      await page.goto(path);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      t.deepEqual(await page.evaluate(sideways), [], path);
      const { scrollWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }));
      t.is(scrollWidth, 375, path);
      await context.close();
    }
  });
}

rule('a page that fits has no scrollbar', async (t) => {
  for (const token of [null, 'demo-agent', 'demo-requester'] as const) {
    const { page } = await desk.open(token, { height: 1200 });
    await page.locator('h1').first().waitFor();
    const { scrollHeight, clientHeight } = await page.evaluate(() => document.documentElement);
    t.is(scrollHeight, clientHeight, String(token));
  }
});

rule('the timeline names the problem that an incident was linked to', async (t) => {
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticketId}` });
  const entry = page.getByText('Léa Martin linked it');
  const problem = entry.getByRole('link', { name: 'PRB-1 The switch restarts' });
  await problem.click();
  await page.waitForURL(`**/problems/${problemId}`);
  t.pass();
});

rule('on a phone the navigation of an administrator is one row, in both languages', async (t) => {
  for (const language of ['en', 'fr']) {
    const { page, context } = await desk.open('demo-owner', { width: 375, height: 720 });
    await page.evaluate((chosen) => localStorage.setItem('palier.language', chosen), language);
    await page.reload();
    await page.locator('.navigation').getByRole('link').last().waitFor();
    const tops = await page
      .locator('.navigation a')
      .evaluateAll((links) => links.map((link) => Math.round(link.getBoundingClientRect().top)));
    t.deepEqual(tops, Array(tops.length).fill(tops[0]), language);
    await context.close();
  }
});

rule('the audit is told in French, what was signed in with too', async (t) => {
  const { page, context } = await desk.open('demo-owner', { locale: 'fr-FR' });
  await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
  await page.goto('/administration/audit?matter=sign_in');
  const entry = page.locator('.audit-entry').first();
  await entry.getByText('Moyen de connexion').waitFor();
  t.true(await entry.getByText('démonstration').isVisible());
  await context.close();
});
