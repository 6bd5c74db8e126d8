import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { findFreePort } from '../../cli/servers/ports.ts';
import { type RunningDesk, runPalierStart } from '../cli/running_desk.ts';
import { barriersIn } from '../support/axe.ts';
import {
  clientId,
  clientSecret,
  type IdentityProvider,
  startIdentityProvider,
} from '../support/identity_provider.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { browserRules } from './ui_desk.ts';

/**
 * A company moves in: an empty home becomes a desk with an owner, people and groups; an agent signs in
 * at the company's own provider and logs, answers and resolves a call by keys alone; who called rates it.
 */

const home = path.join(temporaryFolder(), 'home');
let desk: RunningDesk;
let url: string;
let provider: IdentityProvider;
let browser: Browser;
/** The owner's window, then the agent's, the colleague's and the requester's. */
let owner: Page;
let agent: Page;
let colleague: Page;
let requester: Page;
let ticketPath: string;
const faults: string[] = [];

const rule = browserRules(async () => {
  provider = await startIdentityProvider();
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  provider.knows(url, 'sso');
  desk = await runPalierStart(home, port, {
    PALIER_OIDC_ISSUER: provider.issuer,
    PALIER_OIDC_CLIENT_ID: clientId,
    PALIER_OIDC_CLIENT_SECRET: clientSecret,
    PALIER_OIDC_NAME: 'Atelier SSO',
    PALIER_OIDC_SCOPES: 'openid profile email groups',
    PALIER_OIDC_MAKES_ACCOUNTS: '1',
  });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
  onTeardown(() => browser.close());
});

async function opens(address: string, { width = 1280, locale = 'en-GB' } = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 800 },
    locale,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto(address);
  return page;
}

/** Axe has nothing against the page as it stands, and it does not scroll sideways. */
async function isWell(t: ExecutionContext, page: Page): Promise<void> {
  t.deepEqual(await barriersIn(page), [], page.url());
  const [wide, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ]);
  t.true(Number(wide) <= Number(room), `${page.url()} is ${wide} px wide`);
}

const tabsMax = 120;

/** Goes to something by the Tab key, as whoever has no mouse does. */
async function tabsTo(page: Page, place: Locator): Promise<void> {
  await place.waitFor();
  for (let n = 0; n < tabsMax; n++) {
    if (await place.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${place} is not reached by ${tabsMax} Tabs on ${page.url()}`);
}

async function presses(page: Page, place: Locator, key = 'Enter'): Promise<void> {
  await tabsTo(page, place);
  await page.keyboard.press(key);
}

async function types(page: Page, place: Locator, text: string): Promise<void> {
  await tabsTo(page, place);
  await page.keyboard.type(text);
}

rule('the owner comes in by the link that an empty home prints', async (t) => {
  const [link = ''] = /http:\/\/\S+\/sign-in\/owner#[\w-]{43}/.exec(desk.told()) ?? [];
  owner = await opens(link);
  await owner.getByLabel('Your name').fill('Odile Blanc');
  await isWell(t, owner);
  await owner.getByLabel('Your mail address').fill('odile@atelier.example');
  await owner.getByLabel('Your password').fill('quince and four herons');
  await owner.keyboard.press('Enter');
  await owner.getByRole('heading', { name: 'Set up the desk' }).waitFor();
  await owner.getByLabel('Name of the desk').fill('Atelier');
  await owner.getByRole('button', { name: 'Save' }).first().click();
  await owner.locator('.top-bar').getByText('Atelier').waitFor();
  await isWell(t, owner);
});

const header = 'name,addresses,phones,language,department,vip,roles,groups';
const lines = [
  'Camille Roux,camille@atelier.example,+33 6 12 34 56 78,fr,Sales,yes,,',
  'Marc Girard,marc@atelier.example,,en,IT,,agent,it_support/service_desk',
  'Ana Petit,ana@atelier.example,,fr,IT,,agent,it_support/network',
  'Ben Long,ben@atelier.example,,en,IT,,agent,it_support/network',
  'Chloé Été,chloe@atelier.example,,fr,Sales,,,',
  'Dan Short,dan@atelier.example,,en,Sales,,,',
  'Eve Martin,eve@atelier.example,,en,Legal,,,',
  'Fay Noir,fay@atelier.example,,fr,Legal,,,',
  'Guy Blanc,guy@atelier.example,,fr,Works,,,',
];
const wrong = 'Hal Vert,hal at atelier,,en,Works,,,';
const right = 'Hal Vert,hal@atelier.example,,en,Works,,,';

rule('ten people come by a file whose fault is told by its line, and corrected', async (t) => {
  await owner.getByRole('link', { name: 'Add people' }).click();
  await owner.getByRole('heading', { name: 'People', level: 1 }).waitFor();
  await owner.getByRole('button', { name: 'Import' }).click();
  const dialog = owner.getByRole('dialog');
  const brings = (last: string) =>
    dialog.getByLabel('File', { exact: true }).setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([header, ...lines, last, ''].join('\r\n')),
    });
  await brings(wrong);
  await dialog.getByText('9 new, 0 changed, 0 unchanged, 1 error').waitFor();
  await dialog.getByRole('row', { name: /^11 addresses/ }).waitFor();
  await isWell(t, owner);
  await brings(right);
  await dialog.getByText('10 new, 0 changed, 0 unchanged, 0 errors').waitFor();
  await dialog.getByRole('button', { name: /^Write/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await owner.getByRole('heading', { name: 'Hal Vert' }).waitFor();
  await owner.getByText('11 people').waitFor();
  await isWell(t, owner);
});

rule('groups get people by hand, and by the groups of the company’s directory', async (t) => {
  await owner.getByRole('link', { name: 'Groups', exact: true }).click();
  const infrastructure = owner.getByRole('button', { name: 'Add a member to Infrastructure' });
  await infrastructure.click();
  const form = owner.getByRole('dialog');
  await form.getByLabel('Find a person').fill('ben');
  const found = form.getByRole('option', { name: /Ben Long/ });
  await found.waitFor({ state: 'attached' });
  const ben = String(await found.getAttribute('value'));
  await form.getByLabel('Person', { exact: true }).selectOption(ben);
  await form.getByRole('combobox', { name: 'Works' }).selectOption('always');
  await isWell(t, owner);
  await owner.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await isWell(t, owner);

  await owner.goto('/administration/sign_in');
  const maps = async (gives: string) => {
    await owner.getByRole('button', { name: 'Map a group' }).click();
    const fields = owner.getByRole('form', { name: 'Map a group' });
    await fields.getByLabel('Directory').selectOption({ label: 'Atelier SSO' });
    await fields.getByLabel('Group', { exact: false }).first().fill('it-agents');
    await fields.getByLabel('Gives').selectOption({ label: gives });
    await fields.getByRole('button', { name: 'Map a group' }).click();
    await fields.waitFor({ state: 'detached' });
  };
  await maps('Agent');
  await maps('A place in Service desk');
  await owner.getByText('Gives a place in Service desk', { exact: false }).waitFor();
  await isWell(t, owner);
});

rule('somebody who is invited chooses a password, on a phone in French too', async (t) => {
  const invited = async (name: string, options: { width?: number; locale?: string }) => {
    await owner.goto('/administration/people');
    await owner.getByRole('button', { name: `Sign-in of ${name}` }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
    const page = await opens(link, options);
    await page.locator('input[type=password]').first().fill('seven herons in a row');
    await isWell(t, page);
    await page.keyboard.press('Enter');
    return page;
  };
  colleague = await invited('Marc Girard', {});
  await colleague.waitForURL('**/tickets**');
  requester = await invited('Camille Roux', { width: 360, locale: 'fr-FR' });
  await requester.waitForURL('**/portal');
  await requester.getByRole('heading', { name: 'Mes demandes' }).waitFor();
  await isWell(t, requester);
});

rule('an agent signs in at the company’s provider, whose groups say what they may', async (t) => {
  const claims = { email: 'ivo@atelier.example', email_verified: true, name: 'Ivo Sand' };
  provider.people.set('ivo', { ...claims, locale: 'en-GB', groups: ['it-agents', 'cooks'] });
  provider.present.subject = 'ivo';
  agent = await opens('/sign-in');
  const button = agent.getByRole('button', { name: /Atelier SSO/ });
  await button.waitFor();
  await isWell(t, agent);
  await presses(agent, button);
  await agent.waitForURL('**/tickets**');
  await agent.getByRole('heading', { level: 1 }).first().waitFor();
  await isWell(t, agent);
});

rule(
  'the agent makes a macro and logs a call for whom they find while typing, by keys alone',
  async (t) => {
    await agent.goto('/macros');
    await presses(agent, agent.getByRole('button', { name: 'New macro' }));
    await types(agent, agent.getByLabel('Name'), 'Cable checked');
    await types(agent, agent.getByLabel('Reply in English'), 'Dear {requester.firstName}');
    await types(agent, agent.getByLabel('Reply in French'), 'Bonjour, nous vérifions le câble.');
    await isWell(t, agent);
    await presses(agent, agent.getByRole('button', { name: 'Save' }));
    await agent.getByText('Cable checked').waitFor();

    await agent.keyboard.press('c');
    await agent.getByRole('combobox', { name: 'Who calls' }).waitFor();
    await agent.keyboard.type('06 12 34');
    await agent.getByRole('option', { name: 'Camille Roux' }).waitFor();
    await isWell(t, agent);
    await agent.keyboard.press('Enter');
    await agent.getByRole('complementary', { name: 'Open tickets of Camille Roux' }).waitFor();
    await types(agent, agent.getByLabel('In one line'), 'Écran noir en salle B');
    await types(agent, agent.getByLabel('What they say'), 'Il ne s’allume plus.');
    const outcome = agent.getByRole('radio', { name: 'Logged for the team' });
    await tabsTo(agent, outcome);
    await agent.keyboard.press('ArrowDown');
    await isWell(t, agent);
    await agent.keyboard.press('Control+Enter');
    await agent.waitForURL('**/tickets/tkt-*');
    ticketPath = new URL(agent.url()).pathname;
    await agent.getByRole('link', { name: '+33612345678' }).waitFor();
    await isWell(t, agent);
  },
);

rule('a macro is run on the ticket by its key', async (t) => {
  await agent.keyboard.press('w');
  const dialog = agent.getByRole('dialog', { name: 'Run a macro' });
  await dialog.getByText('nous vérifions le câble', { exact: false }).waitFor();
  await isWell(t, agent);
  await presses(agent, dialog.getByRole('button', { name: 'Run it' }));
  await dialog.getByText('Reply: done').waitFor();
  await agent.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await agent.getByText('nous vérifions le câble', { exact: false }).first().waitFor();
});

rule(
  'of two who answer one ticket the second is warned, and nothing is sent unasked',
  async (t) => {
    await colleague.goto(ticketPath);
    const theirs = colleague.locator('#reply-body');
    await theirs.click();
    await colleague.keyboard.type('Est-elle branchée ?');
    await agent.keyboard.press('r');
    await agent.locator('#reply-body:focus').waitFor();
    await agent.keyboard.type('Nous changeons le câble.');
    await agent.keyboard.press('Control+Enter');
    await colleague.getByText('Ivo Sand has answered since you began.').waitFor();
    await isWell(t, colleague);
    await colleague.keyboard.press('Control+Enter');
    const said = colleague
      .getByRole('region', { name: 'Timeline' })
      .getByText('Est-elle branchée ?');
    t.is(await said.count(), 0);
    await presses(colleague, colleague.getByRole('button', { name: 'Send mine all the same' }));
    await said.waitFor();
  },
);

rule('the agent answers and resolves at one press', async (t) => {
  await agent.getByText('Est-elle branchée ?').waitFor();
  await agent.keyboard.press('Escape');
  await agent.locator('body').press('r');
  await agent.locator('#reply-body:focus').waitFor();
  await agent.keyboard.type('C’est réparé.');
  await agent.keyboard.press('Control+Shift+Enter');
  await isWell(t, agent);
  const code = agent.getByRole('combobox', { name: 'Resolution code' });
  await tabsTo(agent, code);
  await agent.keyboard.type('Fix');
  await types(agent, agent.getByRole('textbox', { name: 'What solved it' }), 'Câble changé.');
  await agent.keyboard.press('Control+Enter');
  await agent.getByText('Ivo Sand resolved it', { exact: false }).first().waitFor();
  await isWell(t, agent);
});

rule('whoever called reads it in French on a phone, and says how it was', async (t) => {
  await requester.goto('/portal');
  await requester.getByRole('heading', { name: 'Mes demandes' }).waitFor();
  await isWell(t, requester);
  await requester
    .getByRole('link', { name: /Écran noir en salle B/ })
    .first()
    .click();
  await requester.getByText('C’est réparé.').waitFor();
  await isWell(t, requester);
  await requester.getByLabel('4, satisfaisante').check();
  await requester
    .getByRole('form', { name: 'Comment cela s’est-il passé ?' })
    .getByRole('button')
    .click();
  await requester
    .getByText(/4 sur 5/)
    .first()
    .waitFor();
  await isWell(t, requester);
  await agent
    .getByText(/4 (of|out of) 5/)
    .first()
    .waitFor();
  t.deepEqual(faults, []);
});
