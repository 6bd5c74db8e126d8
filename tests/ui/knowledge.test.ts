import test from 'ava';
import type { Article, ArticleFeedbackPage } from '../../api/knowledge/article_contract.ts';
import type { TicketReading } from '../../api/knowledge/session_contract.ts';
import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import { choosesAction, startUiDesk, type UiDesk, whyNoBrowser } from './ui_desk.ts';

let desk: UiDesk;
let vpn: Article;
let printer: Article;

/** A rule that needs a browser; where there is none it is skipped, and says why. */
const rule = whyNoBrowser === null ? test.serial : test.serial.skip;
if (whyNoBrowser !== null) test(`journeys are skipped: ${whyNoBrowser}`, (t) => t.pass());

test.before('the desk is open and knows something', async (t) => {
  t.timeout(120_000);
  if (whyNoBrowser !== null) return;
  desk = await startUiDesk();
  vpn = await publishes('network', {
    en: {
      title: 'Connect to the VPN from home',
      summary: 'Reach shared drives and the intranet when you are not in the office.',
      body: '1. Open the client.\n2. Choose **Office**.\n\n## If it drops\n\nLower the MTU.',
    },
    fr: {
      title: 'Se connecter au VPN depuis chez soi',
      summary: "Atteindre les lecteurs partagés et l'intranet hors du bureau.",
      body: '1. Ouvrez le client.\n2. Choisissez **Bureau**.',
    },
  });
  printer = await publishes('hardware', {
    en: {
      title: 'Clear a paper jam',
      summary: 'The printer shows a jam: how to free the paper.',
      body: '1. Open tray 2.\n2. Pull the paper gently.',
    },
  });
});

async function publishes(category: string, texts: object): Promise<Article> {
  const made = { kind: 'guide', category, texts };
  const { id } = await desk.call<Article>('demo-agent', 'POST', '/api/articles', made);
  return desk.call('demo-agent', 'PUT', `/api/articles/${id}/publication`);
}

rule('somebody finds an article, reads it, and says that it solved it', async (t) => {
  const { page, faults } = await desk.open('demo-requester', { path: '/portal/help' });
  await page.getByRole('searchbox', { name: 'What do you need help with?' }).fill('vpn from home');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: vpn.title }).click();
  await page.getByRole('heading', { name: vpn.title, level: 1 }).waitFor();
  await page.getByText('Open the client.').waitFor();
  await page.getByRole('button', { name: 'Yes, solved' }).click();
  await page.getByText('Thank you. Good that it works again.').waitFor();

  const { editing } = await desk.call<Article>('demo-agent', 'GET', `/api/articles/${vpn.id}`);
  t.is(editing?.helpfulCount, 1);
  t.deepEqual(faults, []);
});

rule('what did not help says what was missing, and the article’s owner reads it', async (t) => {
  const { page } = await desk.open('demo-requester', { path: `/portal/help/${printer.slug}` });
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByRole('textbox', { name: 'What was missing?' }).fill('Ours has no tray 2');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.verdict').getByText('Thank you: the author will read it.').waitFor();
  await page.getByRole('link', { name: 'Ask the service desk' }).waitFor();

  const path = `/api/articles/${printer.id}/feedback`;
  const { items } = await desk.call<ArticleFeedbackPage>('demo-agent', 'GET', path);
  t.like(items[0], { isHelpful: false, comment: 'Ours has no tray 2' });
  const owner = await desk.open('demo-agent', { path: `/knowledge/${printer.id}` });
  await owner.page.getByText('Ours has no tray 2').waitFor();
});

rule(
  'help comes in the language of the screen, whatever the accents of the question',
  async (t) => {
    const { page } = await desk.open('demo-requester', { path: '/portal/help', locale: 'fr-FR' });
    await page.locator('summary').last().click();
    await page
      .getByRole('button', { name: 'Français' })
      .or(page.getByLabel('Français'))
      .first()
      .click();
    await page.getByRole('searchbox').fill('lecteur partage');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Se connecter au VPN depuis chez soi' }).click();
    await page.getByText('Choisissez').waitFor();
    t.is(await page.locator('.article-text').getAttribute('lang'), 'fr');
  },
);

rule('suggestions come while a request is written, and one that solves it ends it', async (t) => {
  const { page, faults } = await desk.open('demo-requester', { path: '/portal/new' });
  const subject = page.getByLabel('In one line');
  await subject.pressSequentially('The printer has a paper jam');
  const region = page.getByRole('region', { name: 'This may already answer it' });
  await region.waitFor();
  t.true(await subject.evaluate((field) => field === document.activeElement), 'typing goes on');
  await page.getByLabel('What happened?').fill('Since noon.');
  await region.getByText(printer.title).click();
  await region.getByText('Pull the paper gently.').waitFor();
  t.is(await subject.inputValue(), 'The printer has a paper jam', 'what was written stays');

  await region.getByRole('button', { name: 'This solved it' }).click();
  await page.getByRole('heading', { name: 'Good that it is solved' }).waitFor();
  t.false(await page.getByRole('button', { name: 'Send' }).isVisible());
  await page.getByRole('button', { name: 'Done' }).click();
  await page.waitForURL('**/portal');
  await page.goto('/portal/new');
  t.is(await subject.inputValue(), '', 'nothing is left to be sent by mistake');
  t.deepEqual(faults, []);
});

rule('a request that is sent after all tells the agent what was read', async (t) => {
  const { page } = await desk.open('demo-requester', { path: '/portal/new' });
  await page.getByLabel('In one line').fill('VPN drops at home');
  await page.getByLabel('What happened?').fill('Every ten minutes.');
  const region = page.getByRole('region', { name: 'This may already answer it' });
  await region.getByText(vpn.title).click();
  await region.getByText('Lower the MTU.').waitFor();
  await region.getByRole('button', { name: 'Not my case' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/portal/tickets/tkt-*');
  const id = page.url().split('/').at(-1) ?? '';

  const path = `/api/tickets/${id}/reading`;
  const { items } = await desk.call<TicketReading>('demo-agent', 'GET', path);
  t.deepEqual(
    items.map(({ article, verdict }) => [article.slug, verdict]),
    [[vpn.slug, 'not_solved']],
  );
  const agent = await desk.open('demo-agent', { path: `/tickets/${id}` });
  const knowledge = agent.page.getByRole('region', { name: 'Knowledge' });
  await knowledge.getByText('The requester has read').waitFor();
  await knowledge.getByRole('link', { name: vpn.title }).waitFor();
  t.is(await knowledge.getByRole('button', { name: /Insert link/ }).count(), 0, 'not once more');
});

rule('a request is sent also while nothing can be suggested', async (t) => {
  const { page } = await desk.open('demo-requester', { path: '/portal/new' });
  await page.route('**/api/article-suggestions', (route) => route.abort());
  await page.route('**/api/knowledge-sessions', (route) => route.abort());
  await page.getByLabel('In one line').fill('My chair squeaks');
  await page.getByLabel('What happened?').fill('When I lean back.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/portal/tickets/tkt-*');
  t.pass();
});

rule('an agent sends the link of an article, and the requester follows it', async (t) => {
  const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'How do I get to the shared drive from home?',
    description: 'I am not in the office.',
  });
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await reply.fill('Please try this:');
  await page.getByRole('button', { name: `Insert link to “${vpn.title}”` }).click();
  await pageHolds(
    page,
    (title) => document.querySelector('textarea')?.value.includes(`this:\n\n${title}\nhttp`),
    vpn.title,
  );
  await page.getByRole('button', { name: 'Send' }).click();

  const portal = await desk.open('demo-requester', { path: `/portal/tickets/${ticket.id}` });
  await portal.page.getByRole('link', { name: new RegExp(`/portal/help/${vpn.slug}`) }).click();
  await portal.page.getByRole('heading', { name: vpn.title, level: 1 }).waitFor();
  t.deepEqual(faults, []);
});

rule('an agent resolves with an article and writes the next one from the resolution', async (t) => {
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'The scanner sends empty mails',
    description: 'Since the paper jam was cleared.',
  });
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  await choosesAction(page, 'Resolve');
  const form = page.getByRole('form', { name: 'Resolve' });
  await form.getByRole('combobox', { name: 'Resolution code' }).selectOption('fixed');
  await form.getByRole('textbox', { name: 'What solved it' }).fill('Reset the tray sensor.');
  await form.getByRole('searchbox', { name: /Find another article/ }).fill('papr jam');
  await form.getByRole('combobox', { name: /Article/ }).selectOption({ label: printer.title });
  await form.getByRole('button', { name: 'Resolve' }).click();
  await page.getByRole('link', { name: 'Write an article from this resolution' }).click();

  const title = page.getByRole('group', { name: 'English' }).getByLabel('Title');
  t.is(await title.inputValue(), 'The scanner sends empty mails');
  await page.getByRole('group', { name: 'English' }).getByLabel('Summary').fill('Empty scans.');
  await page
    .getByRole('group', { name: 'English' })
    .getByRole('button', { name: 'Preview' })
    .click();
  await page.getByRole('region', { name: 'Preview' }).getByText('Reset the tray sensor.').waitFor();
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.waitForURL('**/knowledge/art-*');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1 published').waitFor();
  const articleId = page.url().split('/').at(-1) ?? '';

  const { resolution } = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${id}`);
  t.is(resolution?.article, printer.id);
  const article = await desk.call<Article>('demo-agent', 'GET', `/api/articles/${articleId}`);
  t.like(article, { state: 'published', title: 'The scanner sends empty mails' });
  t.is(article.editing?.ticket, id);
  t.deepEqual(faults, []);
});

rule(
  'an article that is being written survives a reload, until it is saved or discarded',
  async (t) => {
    const { page } = await desk.open('demo-agent', { path: `/knowledge/${vpn.id}` });
    const summary = page.getByRole('group', { name: 'English' }).getByLabel('Summary');
    const saved = await summary.inputValue();
    await summary.fill('Half a sentence');
    await page.reload();
    await page.getByText('Your unsaved changes are shown.').waitFor();
    t.is(await summary.inputValue(), 'Half a sentence');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    t.is(await summary.inputValue(), saved);
    await summary.fill('A whole sentence.');
    await page.getByRole('button', { name: 'Save a version' }).click();
    await page.getByText('Version 2 written').waitFor();
    await page.reload();
    await page.getByText('Version 2 written').waitFor();
    t.is(await page.getByText('Your unsaved changes are shown.').count(), 0);
    t.is(await summary.inputValue(), 'A whole sentence.');
  },
);

rule('an edit that somebody else came before is refused beside the form', async (t) => {
  const { page } = await desk.open('demo-agent', { path: `/knowledge/${printer.id}` });
  await page.getByText('Version 1 published').waitFor();
  const texts = { en: { title: 'Clear a jam', summary: 'x', body: 'y' } };
  await desk.call('demo-agent-2', 'PUT', `/api/articles/${printer.id}`, { kind: 'guide', texts });
  await page.getByRole('button', { name: 'Save a version' }).click();
  await page.getByText('It stands at 3, not at 2: read it again.').waitFor();
  t.pass();
});

rule('an article obeys nothing that was written into it', async (t) => {
  const body =
    '<script>document.title="owned"</script>\n\n<img src=x onerror="document.title=`owned`">\n\n' +
    '[click](javascript:document.title="owned")\n\n![pixel](https://elsewhere.example/p.png)';
  const hostile = await publishes('other', { en: { title: 'Hostile', summary: 'x', body } });
  const { page, faults } = await desk.open('demo-requester', {
    path: `/portal/help/${hostile.slug}`,
  });
  await page.getByText('<script>', { exact: false }).first().waitFor();
  t.is(await page.locator('.article-text script, .article-text img').count(), 0);
  t.is(await page.locator('.article-text a[href^="javascript"]').count(), 0);
  t.not(await page.title(), 'owned');
  t.deepEqual(faults, []);
});
