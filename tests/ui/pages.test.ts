import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Page } from 'playwright-core';
import type { Article } from '../../api/knowledge/article_contract.ts';
import type { ProblemRecord } from '../../api/problems/contract.ts';
import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import {
  choosesAction,
  startUiDesk,
  type Token,
  type UiDesk,
  whyNoBrowser,
  writeSql,
} from './ui_desk.ts';

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');
const targetMinPx = 24;

let desk: UiDesk;
let escalated: Ticket;
let resolved: Ticket;
let article: Article;
let problem: ProblemRecord;

test.before('a desk with tickets in different states is open', async (t) => {
  t.timeout(120_000);
  if (whyNoBrowser !== null) return;
  desk = await startUiDesk();
  escalated = await escalatedTicket();
  resolved = await resolvedTicket();
  article = await publishedArticle();
  problem = await knownError();
  await desk.raisesAlarm('pool_unknown');
  await desk.call('demo-owner', 'POST', '/api/webhooks', {
    name: 'Chat of the team',
    address: 'https://chat.example/hook',
  });
  await desk.call('demo-owner', 'POST', '/api/customers', {
    name: 'North Hospital',
    contract: 'gold',
  });
  await desk.call('demo-agent', 'POST', '/api/macros', {
    title: 'All checked',
    audience: { for: 'own' },
    steps: [{ do: 'reply', en: 'Dear {requester.firstName}, we looked.' }],
  });
});

async function escalatedTicket(): Promise<Ticket> {
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'VPN drops every ten minutes',
    description: 'Since this morning.',
    category: 'network',
    urgency: 'high',
  });
  const send = (method: string, resource: string, body: object) =>
    desk.call('demo-agent', method, `/api/tickets/${id}/${resource}`, body);
  await send('POST', 'messages', { body: 'Wi-Fi or cable?' });
  await send('POST', 'messages', { body: 'Third one this week.', visibility: 'internal' });
  const steps = { step: 'Asked for the provider', outcome: 'Fibre', ruledOut: 'The laptop' };
  await send('POST', 'diagnostic-steps', { kind: 'information', ...steps });
  await send('POST', 'diagnostic-steps', { kind: 'test', ...steps });
  return send('POST', 'escalations', { kind: 'functional', reason: 'needs_skill' });
}

async function resolvedTicket(): Promise<Ticket> {
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'Excel closes when I print',
    description: 'Every time.',
  });
  const path = `/api/tickets/${id}/resolution`;
  return desk.call('demo-agent', 'PUT', path, { code: 'fixed', note: 'Driver updated.' });
}

async function publishedArticle(): Promise<Article> {
  const body =
    '## Before you start\n\n1. Open the client.\n2. Choose **Office**.\n\n## If it drops\n\n' +
    'See `mtu` in [the list](https://example.com).\n\n## Still no luck\n\n| a | b |\n|---|---|\n| 1 | 2 |';
  const summary = 'Reach shared drives when you are not in the office.';
  const { id } = await desk.call<Article>('demo-agent', 'POST', '/api/articles', {
    kind: 'guide',
    category: 'network',
    reviewOn: '2020-01-01',
    texts: { en: { title: 'Connect to the VPN from home', summary, body } },
  });
  return desk.call('demo-agent', 'PUT', `/api/articles/${id}/publication`);
}

/** The first of a few that read alike is its incident; the others propose one more. */
async function knownError(): Promise<ProblemRecord> {
  const opens = (place: string) =>
    desk.call('demo-requester', 'POST', '/api/tickets', {
      subject: `The scanner of the ${place} sends empty pages`,
      description: 'Since this morning.',
      type: 'incident',
      category: 'hardware',
    });
  const [{ id }] = await Promise.all([opens('hall'), opens('attic'), opens('shop'), opens('lab')]);
  const { id: problemId } = await desk.call<ProblemRecord>('demo-agent', 'POST', '/api/problems', {
    title: 'Scanners send empty pages',
    category: 'hardware',
    incidents: [id],
  });
  const diagnosis = { workaround: 'Scan in grey.' };
  return desk.call('demo-agent', 'PUT', `/api/problems/${problemId}/diagnosis`, diagnosis);
}

interface Place {
  token: Token | null;
  path(): string;
  /** What tells that the page has all it shows. */
  ready(page: Page): Promise<unknown>;
}

const heading = (name: string | RegExp) => (page: Page) =>
  page.getByRole('heading', { name }).first().waitFor();

const places: Record<string, Place> = {
  'sign-in': { token: null, path: () => '/', ready: heading('Sign in') },
  'the ticket list': {
    token: 'demo-agent',
    path: () => '/tickets',
    ready: (page) => page.getByRole('link', { name: /VPN drops/ }).waitFor(),
  },
  'an escalated ticket': {
    token: 'demo-agent-2',
    path: () => `/tickets/${escalated.id}`,
    ready: (page) => page.getByText('Third one this week.').waitFor(),
  },
  'a resolved ticket': {
    token: 'demo-agent',
    path: () => `/tickets/${resolved.id}`,
    ready: (page) => page.getByText('resolved it: Fixed').waitFor(),
  },
  'the problems': {
    token: 'demo-agent',
    path: () => '/problems',
    ready: heading('Recurring incidents'),
  },
  'a known error': {
    token: 'demo-agent',
    path: () => `/problems/${problem.id}`,
    ready: (page) => page.getByText('Declared a known error').waitFor(),
  },
  'the portal': {
    token: 'demo-requester',
    path: () => '/portal',
    ready: (page) => page.getByRole('link', { name: /VPN drops/ }).waitFor(),
  },
  'a new request': { token: 'demo-requester', path: () => '/portal/new', ready: heading('New') },
  'a request that was solved': {
    token: 'demo-requester',
    path: () => `/portal/tickets/${resolved.id}`,
    ready: heading('How was it?'),
  },
  'the help pages': {
    token: 'demo-requester',
    path: () => '/portal/help',
    ready: heading('Most read'),
  },
  'a search for help': {
    token: 'demo-requester',
    path: () => '/portal/help?q=vpn',
    ready: (page) => page.getByRole('link', { name: 'Connect to the VPN from home' }).waitFor(),
  },
  'an article': {
    token: 'demo-requester',
    path: () => `/portal/help/${article.slug}`,
    ready: heading('If it drops'),
  },
  'the knowledge of the desk': {
    token: 'demo-agent',
    path: () => '/knowledge',
    ready: (page) => page.getByText('Review overdue').waitFor(),
  },
  'an article to edit': {
    token: 'demo-agent',
    path: () => `/knowledge/${article.id}`,
    ready: (page) => page.getByText('Version 1 published').waitFor(),
  },
  'a new article': {
    token: 'demo-agent',
    path: () => `/knowledge/new?ticket=${resolved.id}`,
    ready: (page) => page.getByRole('button', { name: 'Save as draft' }).waitFor(),
  },
  dashboards: {
    token: 'demo-analyst',
    path: () => '/analytics?dashboard=service_desk_overview',
    ready: (page) => page.locator('.vega-host svg').nth(9).waitFor(),
  },
  'the catalogue of metrics': {
    token: 'demo-owner',
    path: () => '/analytics/metrics',
    ready: heading('Backlog'),
  },
  'the SQL page': {
    token: 'demo-analyst',
    path: () => '/analytics/sql',
    ready: (page) => page.getByRole('textbox', { name: 'SQL query' }).waitFor(),
  },
  'the alarms': {
    token: 'demo-owner',
    path: () => '/alarms',
    ready: heading('Tickets wait in a group that no process has'),
  },
  'the audit': {
    token: 'demo-owner',
    path: () => '/administration/audit?matter=processes',
    ready: heading('Process shipped'),
  },
  'the groups': {
    token: 'demo-owner',
    path: () => '/administration/groups',
    ready: (page) => page.getByText('Nobody works here').first().waitFor(),
  },
  'the rules of sign-in': {
    token: 'demo-owner',
    path: () => '/administration/sign_in',
    ready: (page) => page.getByRole('checkbox', { name: 'Administrator' }).waitFor(),
  },
  'own absences': {
    token: 'demo-agent',
    path: () => '/account/absences',
    ready: (page) => page.getByText('No absence now or later.').waitFor(),
  },
  'the set-up': {
    token: 'demo-owner',
    path: () => '/administration/setup',
    ready: heading('Mail'),
  },
  people: {
    token: 'demo-owner',
    path: () => '/administration/people',
    ready: heading('Camille Roux'),
  },
  webhooks: {
    token: 'demo-owner',
    path: () => '/administration/webhooks',
    ready: heading('Chat of the team'),
  },
  customers: {
    token: 'demo-owner',
    path: () => '/administration/customers',
    ready: heading('North Hospital'),
  },
  privacy: {
    token: 'demo-owner',
    path: () => '/administration/privacy',
    ready: heading('Privacy'),
  },
  macros: {
    token: 'demo-agent',
    path: () => '/macros',
    ready: (page) => page.getByText('All checked').first().waitFor(),
  },
  'a call': {
    token: 'demo-agent',
    path: () => '/tickets/new',
    ready: (page) => page.getByRole('combobox', { name: 'Who calls' }).waitFor(),
  },
  'the own profile': {
    token: 'demo-agent',
    path: () => '/account/profile',
    ready: (page) => page.getByRole('button', { name: 'Save' }).first().waitFor(),
  },
  'own security': {
    token: 'demo-agent',
    path: () => '/account/security',
    ready: (page) => page.getByRole('heading', { level: 2 }).first().waitFor(),
  },
  'own sessions': {
    token: 'demo-agent',
    path: () => '/account/sessions',
    ready: (page) => page.getByRole('listitem').last().waitFor(),
  },
  'own notifications': {
    token: 'demo-agent',
    path: () => '/account/notifications',
    ready: (page) => page.getByRole('heading', { level: 2 }).first().waitFor(),
  },
  'own tokens': {
    token: 'demo-agent',
    path: () => '/account/tokens',
    ready: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
  'a password that was forgotten': {
    token: null,
    path: () => '/sign-in/forgotten',
    ready: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
  'the portal without script': {
    token: 'demo-requester',
    path: () => '/plain',
    ready: heading('My requests'),
  },
  'a request without script': {
    token: 'demo-requester',
    path: () => `/plain/tickets/${resolved.id}`,
    ready: heading('Excel closes when I print'),
  },
  'a new request without script': {
    token: 'demo-requester',
    path: () => '/plain/new',
    ready: (page) => page.getByRole('button', { name: 'Send' }).waitFor(),
  },
  'an address that leads nowhere': {
    token: 'demo-agent',
    path: () => '/nowhere',
    ready: heading('Nothing here'),
  },
};

/** A rule that needs a browser; where there is none it is skipped, and says why. */
const rule = whyNoBrowser === null ? test.serial : test.serial.skip;
if (whyNoBrowser !== null) test(`pages are skipped: ${whyNoBrowser}`, (t) => t.pass());

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

async function violationsOf(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (selector) => {
    const { axe } = window as unknown as { axe: { run(...args: unknown[]): Promise<object> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] };
    const result = await axe.run(selector, options);
    return (result as { violations: Violation[] }).violations;
  }, within);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
}

for (const [name, { token, path, ready }] of Object.entries(places)) {
  rule(`${name}: everybody can use it, in light and in dark, under its policy`, async (t) => {
    const { page, context, faults } = await desk.open(token, { path: path() });
    await ready(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      t.deepEqual(await violationsOf(page), [], colorScheme);
    }
    t.deepEqual(faults, []);
    await context.close();
  });

  rule(`${name}: it fits a phone and a thumb`, async (t) => {
    const phone = { path: path(), width: 390, height: 844 };
    const { page, context } = await desk.open(token, phone);
    await ready(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    t.true(width <= phone.width, `the page is ${width} px wide`);
    t.deepEqual(await smallTargets(page), []);
    await context.close();
  });
}

/** Where pictures of every page are written, to be looked at; nowhere where it is not set. */
const picturesDir = process.env.PALIER_TEST_PICTURES;

/** Another language from here on, as the switch of the page chooses it. */
async function speaks(page: Page, language: 'en' | 'fr'): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('palier.language', chosen), language);
  await page.reload();
  // Without script a page speaks the language of the account: it stays what it was.
  if (new URL(page.url()).pathname.startsWith('/plain')) return;
  await pageHolds(page, (wanted) => document.documentElement.lang === wanted, language);
  await page.getByRole('heading').first().waitFor();
}

const looks = [
  { language: 'en', colorScheme: 'light', width: 1280, height: 800 },
  { language: 'fr', colorScheme: 'dark', width: 360, height: 780 },
] as const;

for (const [name, { token, path, ready }] of Object.entries(places)) {
  rule(`${name}: nothing scrolls sideways, in both languages, and all can use it`, async (t) => {
    for (const { language, ...look } of looks) {
      const { page, context, faults } = await desk.open(token, { ...look, path: path() });
      await ready(page);
      if (language === 'fr') await speaks(page, language);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      t.true(width <= look.width, `the page is ${width} px wide, in ${language}`);
      if (language === 'fr') t.deepEqual(await violationsOf(page), [], language);
      if (picturesDir) {
        const file = `${name.replaceAll(/\W+/g, '_')}-${language}-${look.colorScheme}-${look.width}.png`;
        await page.screenshot({ path: `${picturesDir}/${file}` });
      }
      t.deepEqual(faults, []);
      await context.close();
    }
  });
}

/** Controls under 24 × 24 px; links inside of a sentence are excused, as in WCAG 2.5.8. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((minPx) => {
    const controls = document.querySelectorAll<HTMLElement>('button, select, summary, a, input');
    const isInSentence = (control: HTMLElement) => control.closest('p, li, dd, td') !== null;
    const isSmall = (control: HTMLElement) => {
      const label = control.closest('label');
      const { width, height } = (label ?? control).getBoundingClientRect();
      return width > 0 && (width < minPx || height < minPx);
    };
    return (
      [...controls]
        // What is hidden from sight is no target: the control that stands for it is.
        .filter((control) => isSmall(control) && !control.classList.contains('visually-hidden'))
        .filter((control) => control.tagName !== 'A' || !isInSentence(control))
        .map((control) => control.outerHTML.slice(0, 120))
    );
  }, targetMinPx);
}

rule('every action of a ticket opens a form that everybody can use', async (t) => {
  const path = `/tickets/${escalated.id}`;
  const { page, faults } = await desk.open('demo-agent', { path });
  const actions = ['Note', 'Refuse escalation', 'Resolve', 'Add a step', 'Escalate', 'Assign'];
  for (const name of [...actions, 'Put on hold', 'Classify', 'Merge', 'Cancel ticket']) {
    await choosesAction(page, name);
    t.deepEqual(await violationsOf(page, '.dock'), [], name);
  }
  t.deepEqual(faults, []);
});

rule('the page says when it is asked by somebody whose role has no place there', async (t) => {
  const { page } = await desk.open('demo-requester', { path: `/tickets/${escalated.id}` });
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  t.is(await page.getByText('Third one this week.').count(), 0);
});

rule('a dashboard is drawn, and a query answers with a table and a file', async (t) => {
  const { page, faults } = await desk.open('demo-analyst', {
    path: '/analytics?dashboard=service_desk_overview',
  });
  await page.getByRole('heading', { name: 'Backlog', exact: true }).waitFor();
  await page.locator('.vega-host svg').nth(9).waitFor();
  await page.getByRole('link', { name: 'SQL', exact: true }).first().click();
  await writeSql(page, 'select 6 * 7 as answer');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('gridcell', { name: '42' }).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  t.regex(readFileSync(await file.path(), 'utf8'), /^answer\r?\n42\r?\n$/);
  await writeSql(page, 'drop table tickets');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByRole('alert').getByRole('paragraph').first().waitFor();
  t.deepEqual(faults, []);
});

rule('words of people are shown as words', async (t) => {
  const hostile = '<img src=x onerror="document.title=`owned`"><script>document.title=1</script>';
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: hostile,
    description: hostile,
  });
  await desk.call('demo-requester', 'POST', `/api/tickets/${id}/messages`, { body: hostile });
  for (const path of [`/tickets/${id}`, '/tickets']) {
    const { page, context, faults } = await desk.open('demo-agent', { path });
    await page.getByText('<img src=x', { exact: false }).first().waitFor();
    t.is(await page.locator('img[src="x"]').count(), 0);
    t.notRegex(await page.title(), /^(owned|1)$/);
    t.deepEqual(faults, []);
    await context.close();
  }
});

rule(
  'on the narrowest phone every entry of the navigation is in sight, in both languages',
  async (t) => {
    for (const [language, width] of [
      ['en', 320],
      ['fr', 320],
      ['fr', 375],
    ] as const) {
      const { page, context } = await desk.open('demo-owner', { width, height: 700 });
      await page.evaluate((chosen) => localStorage.setItem('palier.language', chosen), language);
      await page.reload();
      const navigation = page.locator('.navigation');
      await navigation.getByRole('link').last().waitFor();
      const hidden = await navigation.evaluate((bar) => bar.scrollWidth - bar.clientWidth);
      t.is(hidden, 0, `${language} at ${width} px`);
      await context.close();
    }
  },
);

rule('a word without an end pushes no page off a phone', async (t) => {
  t.timeout(300_000);
  const endless = 'x'.repeat(160);
  const texts = { title: endless, summary: endless, body: endless };
  const person = await desk.call('demo-owner', 'POST', '/api/accounts', {
    name: `Ann ${'y'.repeat(90)}`,
    roles: ['requester'],
  });
  const { id } = await desk.call('demo-agent', 'POST', '/api/tickets', {
    subject: endless,
    description: endless,
    category: 'network',
    channel: 'phone',
    requester: person.id,
  });
  const own = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: endless,
    description: endless,
  });
  const path = `/api/tickets/${id}`;
  await desk.call('demo-agent', 'POST', `${path}/messages`, { body: endless });
  await desk.call('demo-agent', 'PUT', `${path}/major-incident`, { statement: endless });
  await desk.call('demo-agent', 'PUT', `${path}/resolution`, { code: 'fixed', note: endless });
  const guide = { kind: 'guide', texts: { en: texts } };
  const { id: articleId } = await desk.call<Article>('demo-agent', 'POST', '/api/articles', guide);
  await desk.call('demo-agent', 'PUT', `/api/articles/${articleId}/publication`);
  const published = await desk.call<Article>('demo-agent', 'GET', `/api/articles/${articleId}`);
  const device = { kind: 'device', name: endless, ownerId: person.id };
  await desk.call('demo-owner', 'POST', '/api/configuration-items', device);
  const { id: problemId } = await desk.call<{ id: string }>('demo-agent', 'POST', '/api/problems', {
    title: endless,
    incidents: [id],
  });
  const all: [Token, string][] = [
    ['demo-requester', '/portal'],
    ['demo-requester', `/portal/tickets/${own.id}`],
    ['demo-requester', '/portal/help'],
    ['demo-requester', `/portal/help/${published.slug}`],
    ['demo-agent', '/tickets?sort=-updatedAt'],
    ['demo-agent', `/tickets/${id}`],
    ['demo-agent', '/problems'],
    ['demo-agent', `/problems/${problemId}`],
    ['demo-agent', '/knowledge'],
    ['demo-agent', `/knowledge/${articleId}`],
    ['demo-owner', '/administration/items'],
    ['demo-owner', '/administration/people'],
    ['demo-owner', '/administration/audit'],
  ];
  const wide: string[] = [];
  for (const width of [320, 1280]) {
    for (const [token, place] of all) {
      const { page, context } = await desk.open(token, { path: place, width, height: 700 });
      await page
        .getByText(/x{160}|y{90}/)
        .first()
        .waitFor({ state: 'attached' })
        .catch(() => wide.push(`${place}: the word is not there`));
      const pageWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      if (pageWidth !== width) wide.push(`${place}: ${pageWidth} in ${width}`);
      await context.close();
    }
  }
  t.deepEqual(wide, []);
});

rule('on the narrowest phone the words of a button stay in it', async (t) => {
  const { page } = await desk.open(null, { width: 320, height: 700, locale: 'fr-FR' });
  const button = page.getByRole('button', { name: 'Se connecter', exact: true });
  await button.waitFor();
  t.is(await button.evaluate((one) => one.scrollWidth - one.clientWidth), 0);
  t.is(await page.evaluate(() => document.documentElement.scrollWidth), 320);
});

rule('a page of something that there is not has a name, and says so', async (t) => {
  const unknown = 'tkt-00000000000000000000000000';
  const all: [Token, string][] = [
    ['demo-agent', `/tickets/${unknown}`],
    ['demo-agent', '/problems/prb-00000000000000000000000000'],
    ['demo-requester', `/portal/tickets/${unknown}`],
    ['demo-requester', '/portal/help/no-such-guide'],
  ];
  for (const [token, path] of all) {
    const { page, context } = await desk.open(token, { path });
    await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
    await page.getByRole('alert').getByText(/./).first().waitFor();
    t.is(await page.title(), 'Nothing here · Palier', path);
    await context.close();
  }
});

rule('a desk of a long name keeps its pages in sight', async (t) => {
  const before = await desk.call<{ name: string; locale: string; zone: string }>(
    'demo-owner',
    'GET',
    '/api/desk',
  );
  const { locale, zone } = before;
  const name = 'Service informatique de la Haute école de santé de Genève';
  await desk.call('demo-owner', 'PUT', '/api/desk', { name, locale, zone });
  const { page, context } = await desk.open('demo-owner', { path: '/tickets' });
  await page.getByRole('link', { name }).waitFor();
  const cut = await page.evaluate(() => {
    const bar = document.querySelector('.navigation') as HTMLElement;
    return [bar.scrollWidth - bar.clientWidth, document.documentElement.scrollWidth - innerWidth];
  });
  t.deepEqual(cut, [0, 0]);
  await context.close();
  await desk.call('demo-owner', 'PUT', '/api/desk', { name: before.name, locale, zone });
});
