import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { openDeskKey } from '../../settings/desk_key.ts';
import { signSurveyLink, surveyRoot } from '../../settings/survey_links.ts';
import { signUnsubscribeLink, unsubscribeRoot } from '../../settings/unsubscribe_links.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { browserRules, startUiDesk, type UiDesk, uiDeskKey } from './ui_desk.ts';

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
  await desk.call('demo-requester', 'PUT', '/api/account/profile', { locale: 'fr' });
});

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');
const deskKey = openDeskKey({ secretKey: uiDeskKey, homeDir: '/nowhere' });

/** Resolves a request of Camille's, and gives the address that her mail has. */
async function askedOf(subject: string): Promise<{ id: string; address: string }> {
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject,
    description: 'It is dark.',
  });
  await desk.call('demo-agent', 'PUT', `/api/tickets/${id}/resolution`, {
    code: 'fixed',
    note: 'A new lamp.',
  });
  const expiresAt = Date.now() + hourMs;
  const secret = signSurveyLink(deskKey, {
    accountId: 'acc-camille',
    ticketId: id,
    n: 1,
    expiresAt,
  });
  return { id, address: `${surveyRoot}/${secret}` };
}

async function opened(
  address: string,
  options: { colorScheme?: 'light' | 'dark'; javaScriptEnabled?: boolean } = {},
): Promise<Page> {
  const context = await desk.browser.newContext({
    baseURL: desk.url,
    locale: 'en-GB',
    viewport: { width: 360, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

const surveyOf = async (id: string) =>
  (await desk.call('demo-agent', 'GET', `/api/tickets/${id}`)).survey;

rule('a program that follows the links of a mail answers for nobody', async (t) => {
  const { id, address } = await askedOf('Looked at by a scanner');
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    for (const score of [5, 4, 3, 2, 1]) {
      const response = await fetch(`${desk.url}${address}?score=${score}`, { method });
      t.true(response.status < 500, method);
      await response.arrayBuffer();
    }
  }
  const elsewhere = await fetch(`${desk.url}${address}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'cross-site',
    },
    body: 'score=1',
  });
  t.is(elsewhere.status, 403);
  t.like(await surveyOf(id), { state: 'open', score: null });
});

rule('without script and without signing in, on a phone, a survey is answered once', async (t) => {
  const { id, address } = await askedOf('Answered from a mail');
  const page = await opened(`${address}?score=4`, { javaScriptEnabled: false });
  t.is(
    await page.locator('html').getAttribute('lang'),
    'fr',
    'in the language of whoever is asked',
  );
  t.true(await page.getByText('Answered from a mail').isVisible());
  t.true(await page.getByLabel('4, satisfaisante').isChecked());
  t.like(await surveyOf(id), { state: 'open' });
  t.true((await page.evaluate('document.documentElement.scrollWidth')) === 360);
  await page.getByLabel('Autre chose ?').fill('Rapide.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  t.true(await page.getByText('Merci : vous avez donné 4 sur 5.').isVisible());
  t.like(await surveyOf(id), { state: 'answered', score: 4 });
  await page.goto(`${address}?score=1`);
  t.true(await page.getByText('Merci : vous avez donné 4 sur 5.').isVisible());
  t.is(await page.getByRole('button', { name: 'Envoyer' }).count(), 0);
  await page.context().close();
});

rule('two pages of one survey: the second is told that it was answered', async (t) => {
  const { address } = await askedOf('Opened twice');
  const one = await opened(`${address}?score=5`);
  const other = await opened(`${address}?score=1`);
  await one.getByRole('button', { name: 'Envoyer' }).click();
  await one.getByText('Merci').waitFor();
  await other.getByRole('button', { name: 'Envoyer' }).click();
  t.true(await other.getByText('Merci : vous avez donné 5 sur 5.').isVisible());
  await one.context().close();
  await other.context().close();
});

rule('a link that is not whole says so, and a score must be chosen', async (t) => {
  const { id, address } = await askedOf('Half a link');
  const page = await opened(address.slice(0, -3));
  t.true(await page.getByText('This desk has made no such link').isVisible());
  await page.goto(address);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  t.like(await surveyOf(id), { state: 'open' });
  await page.context().close();
});

rule(
  'one click of a mail program ends mails, without signing in; to follow the link ends none',
  async (t) => {
    const link = { accountId: 'acc-lea', list: 'followed' as const, reasons: ['followed'] };
    const secret = signUnsubscribeLink(deskKey, link, Date.now());
    const settings = async () => {
      const { reasons } = await desk.call<{ reasons: { reason: string; choice: object }[] }>(
        'demo-agent',
        'GET',
        '/api/account/notifications',
      );
      return reasons.find(({ reason }) => reason === 'followed')?.choice;
    };
    const page = await opened(`${unsubscribeRoot}/${secret}`, { javaScriptEnabled: false });
    t.true(await page.getByText('no more mail about tickets that you follow').isVisible());
    t.deepEqual(await settings(), {});
    const click = await fetch(`${desk.url}${unsubscribeRoot}/${secret}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    t.is(click.status, 200);
    t.deepEqual(await settings(), { mail: 'never' });
    await page.getByRole('button', { name: 'Send me no more' }).click();
    t.true(await page.getByText('No more of these mails will come').isVisible());
    await page.context().close();
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  rule(`the page of a survey can be used by everybody, ${colorScheme}`, async (t) => {
    const { address } = await askedOf('For everybody');
    const page = await opened(`${address}?score=5`, { colorScheme });
    await page.evaluate(axeSource);
    const found = await page.evaluate<{ violations: { id: string }[] }>('axe.run()');
    t.deepEqual(
      found.violations.map(({ id }) => id),
      [],
    );
    await page.context().close();
  });
}
