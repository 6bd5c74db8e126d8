import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');

/** A browser that runs no script of any page, signed in as Camille. */
async function withoutScript(width = 1280): Promise<{ context: BrowserContext; page: Page }> {
  const context = await desk.browser.newContext({
    baseURL: desk.url,
    javaScriptEnabled: false,
    locale: 'en-GB',
    viewport: { width, height: 800 },
  });
  const page = await context.newPage();
  await page.goto('/portal');
  await page.getByRole('button', { name: /Camille/ }).click();
  return { context, page };
}

function ticketIdOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function reports(page: Page, subject: string): Promise<string> {
  await page.getByRole('link', { name: 'New request' }).click();
  await page.getByLabel('In one line').fill(subject);
  await page.getByLabel('What happened?').fill('It blinks twice.\nThen nothing.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/plain/tickets/tkt-*');
  return ticketIdOf(page);
}

rule('without script a page that needs one leads to one that does not', async (t) => {
  const { context, page } = await withoutScript();
  await page.waitForURL('**/plain');
  t.is(await page.getByRole('heading', { level: 1 }).textContent(), 'My requests');
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'From a link in a mail',
    description: 'I followed it.',
  });
  await page.goto(`/portal/tickets/${id}`);
  await page.waitForURL(`**/plain/tickets/${id}`);
  t.is(await page.getByRole('heading', { level: 1 }).textContent(), 'From a link in a mail');
  await context.close();
});

rule(
  'without script an address that leads nowhere is told by a page that needs none',
  async (t) => {
    const malformed = ['%FF', '%E0%A4%A', 'nowhere', 'requests/%FF', 'help/%00', 'x'.repeat(8_000)];
    for (const address of malformed) {
      const answer = await fetch(`${desk.url}/plain/${address}`, {
        headers: { accept: 'text/html', 'accept-language': 'fr' },
        redirect: 'manual',
      });
      const page = await answer.text();
      if (answer.status === 303) continue;
      t.true([400, 404].includes(answer.status), `${answer.status} ${address.slice(0, 20)}`);
      t.regex(page, /<html lang="fr"/, address.slice(0, 20));
      t.notRegex(page, /<script/, address.slice(0, 20));
    }
  },
);

rule('what is done for a request is on its page, as far as it is shown', async (t) => {
  const { context, page } = await withoutScript(360);
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'A laptop',
    description: 'For Zoé.',
  });
  const add = (body: object) => desk.call('demo-agent', 'POST', `/api/tickets/${id}/tasks`, body);
  await add({ title: 'Order it', isShown: true });
  await add({ title: 'Ask why', isShown: false });
  await page.goto(`/plain/tickets/${id}`);
  t.true(await page.getByText('Order it · to be done').isVisible());
  t.is(await page.getByText('Ask why').count(), 0);
  await desk.call('demo-agent', 'PUT', `/api/tickets/${id}/tasks/1/completion`, {});
  await page.reload();
  t.true(await page.getByText('Order it · done').isVisible());
  await context.close();
});

rule('a request is reported with a file, followed, answered, solved and rated', async (t) => {
  const { context, page } = await withoutScript(375);
  await page.getByRole('link', { name: 'New request' }).click();
  await page.getByLabel('In one line').fill('The scanner is dark');
  await page.getByLabel('What happened?').fill('No light, see https://intranet.example/scanner.');
  await page.getByLabel('About').selectOption({ label: 'Hardware' });
  const picture = { name: 'été.txt', mimeType: 'text/plain', buffer: Buffer.from('dark') };
  await page.getByLabel('Files to attach').setInputFiles(picture);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/plain/tickets/tkt-*');
  const id = ticketIdOf(page);
  t.true((await page.getByText('An answer is promised by').count()) > 0);
  t.is(await page.getByRole('link', { name: 'été.txt' }).count(), 1);
  t.is(await page.getByRole('link', { name: 'https://intranet.example/scanner' }).count(), 1);

  await desk.call('demo-agent', 'POST', `/api/tickets/${id}/messages`, { body: 'Which model?' });
  await page.reload();
  t.true(await page.getByText('Which model?').isVisible());
  await page.getByLabel('Your message').fill('An old one.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**#reply-title');
  t.true(await page.getByText('An old one.').isVisible());

  await desk.call('demo-agent', 'PUT', `/api/tickets/${id}/resolution`, {
    code: 'fixed',
    note: 'A new lamp.',
  });
  await page.goto(`/plain/tickets/${id}`);
  t.true(await page.getByText('A new lamp.').isVisible());
  await page.getByLabel('4, satisfied').check();
  await page.getByLabel('Anything else?').fill('Quick.');
  await page.getByRole('region', { name: 'How was it?' }).getByRole('button').click();
  t.true(await page.getByText('you gave 4 of 5').isVisible());
  await page.getByRole('button', { name: 'Yes, solved' }).click();
  t.true(await page.getByText('Solved and closed').isVisible());
  t.is((await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).status, 'closed');
  await context.close();
});

rule(
  'files that were chosen in a first step go with the request, unless they are taken off',
  async (t) => {
    const { context, page } = await withoutScript(360);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto('/plain/new?process=service_requests');
    const choose = (name: string, text: string) =>
      page
        .getByLabel('Files to attach')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    const send = page.getByRole('button', { name: 'Send' });
    await page.getByLabel('In one line').fill('Hugo begins');
    await page.getByLabel('What happened?').fill('With the team of Marc.');
    await page.locator('[name=category]').selectOption('arrival');
    await choose('été <b>.txt', 'contract');
    await send.click();
    await page.getByLabel('First day').waitFor();
    const kept = page.getByRole('group', { name: 'These files are attached already' });
    t.true(await kept.getByRole('checkbox', { name: 'été <b>.txt' }).isChecked());
    await choose('badge.txt', 'photo');
    // Nothing is opened by what is no day; a browser would not have let it be written.
    await page.locator('[name="fields.first_day"]').evaluate((field) => {
      field.setAttribute('type', 'text');
    });
    await page.locator('[name="fields.first_day"]').fill('soon');
    await send.click();
    await page.locator('[aria-invalid]').waitFor();
    t.is(await kept.getByRole('checkbox').count(), 2);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    t.true(wide <= 360, String(wide));
    await page.getByLabel('First day').fill('2027-03-01');
    await choose('plan.txt', 'desk 12');
    await kept.getByRole('checkbox', { name: 'badge.txt' }).uncheck();
    await send.click();
    await page.waitForURL('**/plain/tickets/tkt-*');
    const ticket = await desk.call('demo-agent', 'GET', `/api/tickets/${ticketIdOf(page)}`);
    t.deepEqual(
      ticket.attachments.map(({ name }) => name),
      ['été <b>.txt', 'plan.txt'],
    );
    t.is(ticket.fields[0]?.value, '2027-03-01');

    await page.getByLabel('Your message').fill('\u200b');
    await choose('later.txt', 'more');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('[aria-invalid]').waitFor();
    await page.getByLabel('Your message').fill('One more.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL('**#reply-title');
    t.is(await page.getByRole('link', { name: 'later.txt' }).count(), 1);
    await context.close();
  },
);

rule('a file of somebody else, or of another request, is not attached by naming it', async (t) => {
  const { context, page } = await withoutScript();
  const upload = await fetch(`${desk.url}/api/attachments?name=salary.txt`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-agent', 'content-type': 'application/octet-stream' },
    body: 'secret',
  });
  const { id } = (await upload.json()) as { id: string };
  await page.goto('/plain/new');
  const key = await page.locator('input[name=key]').inputValue();
  const form = { key, subject: 'Not mine', description: 'Of another.', process: 'it_support' };
  const answer = await context.request.post('/plain/new', {
    form: { ...form, kept: `${id} salary.txt` },
    headers: { 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
  t.is(answer.status(), 400);
  t.false((await answer.text()).includes('secret'));
  await context.close();
});

rule('what is refused is told beside its field, and nothing typed is lost', async (t) => {
  const { context, page } = await withoutScript();
  await page.getByRole('link', { name: 'New request' }).click();
  await page.getByLabel('What happened?').fill('Only the details.');
  // A browser would ask for the line by itself; another client need not.
  await page.locator('#subject').fill('\u200b');
  await page.getByRole('button', { name: 'Send' }).click();
  t.is(await page.locator('[aria-invalid]').getAttribute('name'), 'subject');
  t.is(await page.getByLabel('What happened?').inputValue(), 'Only the details.');
  await page.getByLabel('In one line').fill('The plotter hums');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/plain/tickets/tkt-*');
  t.is(
    (await desk.call('demo-agent', 'GET', `/api/tickets/${ticketIdOf(page)}`)).description,
    'Only the details.',
  );
  await context.close();
});

rule('a form sent twice, by a second click, is one request', async (t) => {
  const { context, page } = await withoutScript();
  await page.goto('/plain/new');
  const key = await page.locator('input[name=key]').inputValue();
  const form = { key, subject: 'Clicked twice', description: 'Impatient.', process: 'it_support' };
  const click = () =>
    context.request.post('/plain/new', {
      form,
      headers: { 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
  const answers = await Promise.all([click(), click()]);
  const places = answers.map((answer) => answer.headers().location);
  t.regex(places[0] ?? '', /^\/plain\/tickets\/tkt-/);
  t.is(places[1], places[0]);
  await context.close();
});

rule('somebody searches their own requests, and finds nobody else’s', async (t) => {
  const { context, page } = await withoutScript();
  await reports(page, 'The zeppelin printer');
  await desk.call('demo-agent', 'POST', '/api/tickets', {
    subject: 'A zeppelin of Léa’s own',
    description: 'Hers.',
  });
  await eventually(async () => {
    await page.goto('/plain?q=zeppelin');
    return (await page.getByRole('link', { name: 'The zeppelin printer' }).count()) === 1;
  });
  t.is(await page.getByText('Léa’s own').count(), 0);
  await context.close();
});

rule('guides are found and read, in French where that is chosen', async (t) => {
  const article = await desk.call<{ id: string; slug: string }>(
    'demo-agent',
    'POST',
    '/api/articles',
    {
      kind: 'guide',
      texts: {
        en: { title: 'Feed the plotter', summary: 'How paper goes in.', body: '1. Open it.' },
        fr: { title: 'Charger le traceur', summary: 'Par où passe le papier.', body: '1. Ouvrez.' },
      },
    },
  );
  await desk.call('demo-agent', 'PUT', `/api/articles/${article.id}/publication`, {});
  const searching = await withoutScript();
  await searching.page.goto('/plain?q=plotter');
  await searching.page.getByRole('link', { name: 'Feed the plotter' }).waitFor();
  await searching.page.getByRole('heading', { name: 'Your requests with “plotter”' }).waitFor();
  await searching.context.close();
  const { context, page } = await withoutScript();
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('link', { name: 'Aide' }).click();
  await page.getByRole('link', { name: 'Charger le traceur' }).click();
  t.true(await page.getByText('Ouvrez.').isVisible());
  await page.getByLabel('Oui, résolu').check();
  await page.getByRole('button', { name: 'Envoyer' }).click();
  t.true(await page.getByRole('status').isVisible());
  await context.close();
});

rule(
  'somebody else’s request does not exist, and a form of another site changes nothing',
  async (t) => {
    const { id } = await desk.call('demo-agent', 'POST', '/api/tickets', {
      subject: 'Not Camille’s',
      description: 'Léa’s own.',
    });
    const { context, page } = await withoutScript();
    const answer = await page.goto(`/plain/tickets/${id}`);
    t.is(answer?.status(), 404);
    t.false((await page.content()).includes('Not Camille’s'));
    const forged = await context.request.post('/plain/new', {
      form: { subject: 'Forged', description: 'x', key: 'k' },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    t.is(forged.status(), 403);
    const elsewhere = await context.request.post('/plain/sign-in/demo', {
      form: { token: 'demo-requester', to: '//evil.example/plain' },
      headers: { 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    t.is(elsewhere.headers().location, '/plain', 'nobody is sent to another place');
    await context.close();
  },
);

rule('everybody can use these pages, on a phone and in the dark', async (t) => {
  const { context, page: plain } = await withoutScript();
  const id = await reports(plain, 'A line so long that it needs a whole phone and one word more');
  const cookies = await context.cookies();
  const scripted = await desk.browser.newContext({
    baseURL: desk.url,
    viewport: { width: 375, height: 700 },
    colorScheme: 'dark',
    bypassCSP: true,
  });
  await scripted.addCookies(cookies);
  const page = await scripted.newPage();
  for (const path of ['', '/new', `/tickets/${id}`, '/help', '/sign-in']) {
    await page.goto(`/plain${path}`);
    await page.evaluate(axeSource);
    const found = await page.evaluate('axe.run({ resultTypes: ["violations"] })');
    const { violations } = found as { violations: { id: string; impact: string }[] };
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    t.deepEqual(
      grave.map(({ id: what }) => what),
      [],
      path,
    );
    const width = await page.evaluate('document.documentElement.scrollWidth');
    t.true(Number(width) <= 375, `${path} is ${width} wide`);
  }
  await scripted.close();
  await context.close();
});

rule('a page asks for a session: a token has a scope, and a page has none', async (t) => {
  const asked = {
    headers: { authorization: 'Bearer demo-requester' },
    redirect: 'manual',
  } as const;
  const answer = await fetch(`${desk.url}/plain`, asked);
  t.is(answer.status, 303);
  t.regex(answer.headers.get('location') ?? '', /sign-in/);
});

rule(
  'somebody signs in by address and password, and what was wrong is not told apart',
  async (t) => {
    const invited = await desk.call<{ url: string }>(
      'demo-owner',
      'POST',
      '/api/accounts/acc-camille/invitation',
    );
    const secret = invited.url.split('#')[1] ?? '';
    const password = 'quince and four herons';
    const context = await desk.browser.newContext({
      baseURL: desk.url,
      javaScriptEnabled: false,
      locale: 'fr-FR',
    });
    const used = await context.request.post('/api/sign-in-links/used', {
      data: { secret, password },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    t.true(used.ok(), await used.text());
    await context.clearCookies();
    const page = await context.newPage();
    await page.goto('/portal/new');
    await page.getByLabel('Adresse').fill('camille@desk.example');
    await page.getByLabel('Mot de passe').fill('not this one at all');
    await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
    t.true(await page.getByRole('alert').isVisible());
    t.is(await page.getByLabel('Adresse').inputValue(), 'camille@desk.example');
    await page.getByLabel('Mot de passe').fill(password);
    await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
    await page.waitForURL('**/plain/new');
    t.is(await page.getByRole('heading', { level: 1 }).textContent(), 'New request');
    await context.close();
  },
);

rule('what is written when the session has ended is sent after the sign-in', async (t) => {
  const { context, page } = await withoutScript(375);
  await page.getByRole('link', { name: 'New request' }).click();
  await page.getByLabel('In one line').fill('The lift hums');
  await page.getByLabel('What happened?').fill('All night long.\nÀ tous les étages.');
  await page.getByLabel('About').selectOption({ label: 'Hardware' });
  await context.clearCookies();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('What you wrote is kept').waitFor();
  await page.getByText('What you wrote', { exact: true }).click();
  t.regex(
    await page.getByRole('textbox', { name: 'What you wrote' }).inputValue(),
    /All night long/,
  );

  // A wrong password on the way loses nothing.
  await page.getByLabel('Mail address').fill('nobody@example.com');
  await page.getByLabel('Password').fill('not the one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: /Camille/ }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('is not sent yet').waitFor();
  t.is(await page.getByLabel('In one line').inputValue(), 'The lift hums');
  t.is(await page.getByLabel('What happened?').inputValue(), 'All night long.\nÀ tous les étages.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/plain/tickets/tkt-*');
  t.is(await page.getByRole('heading', { level: 1 }).textContent(), 'The lift hums');

  await page.getByLabel('Your message').fill('It hums louder.');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('button', { name: /Camille/ }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  t.is(await page.getByLabel('Your message').inputValue(), 'It hums louder.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**#reply-title');
  t.true(await page.getByText('It hums louder.').isVisible());
  await context.close();
});
