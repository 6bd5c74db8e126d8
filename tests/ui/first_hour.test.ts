import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { type RunningDesk, runPalierStart } from '../cli/running_desk.ts';
import { barriersIn } from '../support/axe.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { browserRules } from './ui_desk.ts';

/** An empty home becomes a desk that its owner can be in: by the command line and the browser alone. */

const home = path.join(temporaryFolder(), 'home');
let desk: RunningDesk;
let browser: Browser;
let page: Page;

const rule = browserRules(async () => {
  desk = await runPalierStart(home, await findFreePort());
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
  onTeardown(() => browser.close());
});

const linkPattern = /http:\/\/\S+\/sign-in\/owner#[\w-]{43}/;

function printedLink(): string {
  const [link] = linkPattern.exec(desk.told()) ?? [];
  if (link === undefined) throw new Error(`no link was printed:\n${desk.told()}`);
  return link;
}

async function palier(...args: string[]): Promise<{ code: number; out: string; told: string }> {
  const env = { ...process.env, PALIER_HOME: home, NO_COLOR: '1' };
  const command = ['cli/palier.ts', ...args];
  return promisify(execFile)(process.execPath, command, { cwd: repositoryDir, env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, told: stderr }),
    ({ code, stdout, stderr }) => ({ code: Number(code), out: stdout, told: stderr }),
  );
}

async function opens(url: string, options: { width?: number; locale?: string } = {}) {
  const { width = 1280, locale = 'en-GB' } = options;
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale });
  const opened = await context.newPage();
  await opened.goto(url);
  return opened;
}

async function isNarrow(shown: Page): Promise<boolean> {
  return shown.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
}

rule('a new desk prints a link, and says nothing of demo sign-ins', (t) => {
  t.regex(desk.told(), linkPattern);
  t.notRegex(desk.told(), /demo-agent/);
});

rule('set-up by the command line names the desk and makes a link of its own', async (t) => {
  const wrong = await palier('setup', '--zone', 'Europe/Nowhere');
  t.is(wrong.code, 2, wrong.told);
  const first = printedLink();
  const { code, out, told } = await palier(
    ...['setup', '--name', 'Atelier', '--zone', 'Europe/Paris', '--locale', 'fr', '--json'],
    ...['--owner-name', 'Odile Blanc', '--owner-email', 'odile@atelier.example'],
  );
  t.is(code, 0, told);
  const { ownerLink } = JSON.parse(out);
  t.regex(ownerLink, linkPattern);
  const over = await opens(first);
  await over.getByText('This link is over', { exact: false }).or(over.getByRole('alert')).waitFor();
  await over
    .getByText('It was used, has expired, or another took its place', { exact: false })
    .waitFor();
  t.is(await over.locator('form.command-form').count(), 0);
  await over.getByRole('link', { name: 'Back to the sign-in' }).click();
  await over.getByRole('heading', { name: 'Sign in' }).waitFor();
  await over.context().close();
  page = await opens(ownerLink);
});

rule('the owner makes an account by the keyboard alone, and is led to the set-up', async (t) => {
  const name = page.getByLabel('Your name');
  await name.waitFor();
  t.is(await name.inputValue(), 'Odile Blanc');
  t.is(await page.getByLabel('Your mail address').inputValue(), 'odile@atelier.example');
  await page.getByText('Atelier').first().waitFor();
  t.deepEqual(await barriersIn(page), []);
  await name.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('password1234');
  await page.keyboard.press('Enter');
  await page.getByText('not among the first anybody would try', { exact: false }).first().waitFor();
  await page.getByLabel('Your password').fill('quince and four herons');
  await page.getByLabel('Your password').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Set up the desk' }).waitFor();
  t.true(page.url().endsWith('/administration/setup'));
  await page.getByText(/^\d of 6 points are done\.$/).waitFor();
  await page.getByText('Around the clock').first().waitFor();
  await page.getByText('nobody: tickets there would wait for nobody', { exact: false }).waitFor();
  t.deepEqual(await barriersIn(page), []);
});

rule('a link works once, and none is made while there is an administrator', async (t) => {
  const again = await palier('owner-link');
  t.is(again.code, 1);
  t.regex(again.told, /The desk has an administrator/);
  const unknown = await palier('owner-link', '--email', 'nobody@atelier.example');
  t.is(unknown.code, 1);
});

rule(
  'whoever has the machine lets an administrator in again, who is then in the audit',
  async (t) => {
    const { code, out, told } = await palier('owner-link', '--email', 'Odile@atelier.example');
    t.is(code, 0, told);
    const other = await opens(out.trim(), { width: 375, locale: 'fr-FR' });
    await other.getByRole('button', { name: 'Se connecter' }).click();
    await other.getByRole('heading', { name: 'Set up the desk' }).waitFor();
    t.true(await isNarrow(other));
    t.deepEqual(await barriersIn(other), []);
    await other.goto(new URL('/administration/audit', other.url()).href);
    await other.locator('.audit-entry', { hasText: 'Odile Blanc' }).first().waitFor();
    await other.context().close();
  },
);

rule('what is done is told from what the desk has, and what is left can be settled', async (t) => {
  const card = (name: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
  await card('Name, language and picture').getByText('(done)').waitFor({ state: 'attached' });
  await card('Support hours').getByText('(open)').waitFor({ state: 'attached' });
  await card('Support hours').getByRole('button', { name: 'Leave it as it is' }).click();
  await card('Support hours').getByText('(done)').waitFor({ state: 'attached' });
  const field = page.getByLabel('Name of the desk');
  await field.fill('Atelier du Port');
  await card('Name, language and picture').getByRole('button', { name: 'Save' }).click();
  await page.locator('.top-bar').getByText('Atelier du Port').waitFor();
  const svg = {
    name: 'logo.svg',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  };
  await page.locator('#desk-logo').setInputFiles(svg);
  await page.locator('.problem-note').first().waitFor();
  t.is(await page.locator('.brand img').count(), 0, 'a drawing that can act is no picture');
  const dot =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const png = { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') };
  await page.locator('#desk-logo').setInputFiles(png);
  await page.locator('.brand img').waitFor();
});

rule('a webhook is added, tried and read, and its secret is shown once', async (t) => {
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor();
  await page.getByText('tickets there would wait for nobody', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByLabel('Name').fill('Chat');
  await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9/hook');
  t.deepEqual(await barriersIn(page), []);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();
  t.is(await page.getByText(/^whsec_/).count(), 0);
  await page.getByRole('button', { name: 'Test Chat' }).click();
  const deliveries = page.getByRole('list', { name: 'Deliveries of Chat' });
  await deliveries.getByText('test', { exact: true }).waitFor();
  for (let isDone = false; !isDone; ) {
    await page.getByRole('button', { name: 'Deliveries of Chat' }).click();
    isDone = await deliveries
      .getByText('the address is private', { exact: false })
      .waitFor({ timeout: 2_000 })
      .then(() => true)
      .catch(() => false);
  }
  await deliveries.getByRole('button', { name: 'Show the answer' }).click();
  await page.locator('.webhook-answer').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await page.setViewportSize({ width: 375, height: 800 });
  t.true(await isNarrow(page));
});
