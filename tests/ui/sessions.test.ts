import type { BrowserContext } from 'playwright-core';
import type { Ticket } from '../../api/tickets/contract.ts';
import { browserRules, startUiDesk, type Token, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(subject: string): Promise<Ticket> {
  const texts = { subject, description: 'It has no power light.' };
  return desk.call('demo-requester', 'POST', '/api/tickets', texts);
}

/** Signs a browser in as somebody, with no page of it being told. */
async function becomes(context: BrowserContext, token: Token): Promise<void> {
  const headers = { 'sec-fetch-site': 'same-origin' };
  await context.request.post('/api/session/demo', { data: { token }, headers });
}

rule('a page writes nothing under the name of whoever signed in after it was opened', async (t) => {
  const { id } = await opens('The beamer is silent');
  const { page, context, faults } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  // Who is at the ticket is told every few seconds: held back, so that what is sent is the first to hear.
  await page.route('**/presence', () => {});
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await reply.fill('Léa says hello.');
  await becomes(context, 'demo-agent-2');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('This page was Léa Martin’s. Marc Girard has signed in').waitFor();
  await page.getByLabel('Account of Marc Girard').waitFor();
  await reply.waitFor();
  t.is(await reply.inputValue(), '');

  type Messages = { items: { body: string }[] };
  const path = `/api/tickets/${id}/messages`;
  t.deepEqual((await desk.call<Messages>('demo-agent', 'GET', path)).items, []);

  await becomes(context, 'demo-agent');
  await page.reload();
  await page.getByLabel('Account of Léa Martin').waitFor();
  t.is(await reply.inputValue(), 'Léa says hello.');
  t.deepEqual(faults, []);
});

rule('every page of a browser shows who signed in last', async (t) => {
  const { page, context } = await desk.open('demo-agent', { path: '/tickets' });
  await page.getByLabel('Account of Léa Martin').waitFor();
  const other = await context.newPage();
  await other.goto('/tickets');
  await other.getByLabel('Account of Léa Martin').click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await other.getByRole('button', { name: 'Nadia' }).click();
  await page.getByLabel('Account of Nadia Benali').waitFor();
  t.pass();
});

rule('what is read under the bell of one page is read in the others', async (t) => {
  const { id } = await opens('The beamer is loud');
  const { page, context } = await desk.open('demo-requester', { path: '/portal' });
  const other = await context.newPage();
  await other.goto('/portal');
  await desk.call('demo-agent', 'POST', `/api/tickets/${id}/messages`, { body: 'Since when?' });
  const bell = (one: typeof page) => one.getByLabel(/^Notifications/);
  await other.getByLabel('Notifications, 1 unread').waitFor();
  await page.getByLabel('Notifications, 1 unread').click();
  await bell(page).click();
  await other.getByLabel('Notifications', { exact: true }).waitFor();
  t.pass();
});

rule('the language chosen before signing in stays, whatever the account says', async (t) => {
  const { page } = await desk.open(null, { path: '/', locale: 'fr-FR' });
  await page.getByRole('radio', { name: 'Français' }).click();
  await page.getByRole('button', { name: 'Camille' }).click();
  await page.getByRole('heading', { name: 'Mes demandes' }).waitFor();
  t.is(await page.evaluate(() => document.documentElement.lang), 'fr');
});
