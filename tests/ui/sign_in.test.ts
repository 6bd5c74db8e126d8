import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const password = 'seven brown badgers';
const address = 'camille@desk.example';

/** The link by which Camille chooses a password, as her administrator copies it. */
async function invited(): Promise<string> {
  const { url } = await desk.call<{ url: string }>(
    'demo-owner',
    'POST',
    '/api/accounts/acc-camille/invitation',
  );
  return url;
}

async function signsIn(page: Page): Promise<void> {
  await page.getByLabel('Mail address').fill(address);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

rule(
  'somebody who is invited chooses a password, and signs in by it with the keyboard',
  async (t) => {
    const url = new URL(await invited());
    const { page, context, faults } = await desk.open(null, { path: `${url.pathname}${url.hash}` });
    await page.getByRole('heading', { name: 'Welcome, Camille Roux' }).waitFor();
    t.false(page.url().includes('#'), 'the secret is not left in the address');
    t.is(await page.getByLabel('Mail address').inputValue(), address);
    const field = page.getByLabel('New password');
    t.is(await field.getAttribute('autocomplete'), 'new-password');
    await field.fill('password1234');
    await page.keyboard.press('Enter');
    await page.getByText('among the first anybody would try').first().waitFor();
    await field.fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'My requests' }).waitFor();

    await context.clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('Mail address').fill(address);
    await page.getByLabel('Password', { exact: true }).fill('another one entirely');
    await page.keyboard.press('Enter');
    await page.getByText('The address or the password is not right.').waitFor();
    t.is(await page.getByLabel('Mail address').inputValue(), address, 'what was typed is kept');
    await signsIn(page);
    await page.getByRole('heading', { name: 'My requests' }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule('a link that was used says so, in French, on a phone', async (t) => {
  const { page } = await desk.open(null, {
    path: '/sign-in/link#gone',
    locale: 'fr-FR',
    width: 375,
  });
  await page.getByText('Ce lien a déjà servi').waitFor();
  const { width } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth }));
  t.true(width <= 375);
});

rule('a passkey is added on the page of one’s security, and signs in alone', async (t) => {
  const { page, context } = await desk.open(null, { path: '/sign-in' });
  await page.goto(desk.url.replace('127.0.0.1', 'localhost'));
  await signsIn(page);
  await page.getByRole('heading', { name: 'My requests' }).waitFor();
  const devTools = await context.newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByLabel('Account of Camille Roux').click();
  await page.getByRole('link', { name: 'My account' }).click();
  await page.getByLabel('Name of the passkey').fill('This laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('Keep these where you find them').waitFor();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('This laptop').waitFor();

  await page.getByLabel('Account of Camille Roux').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('heading', { name: 'Sign-in and security' }).waitFor();
  await page.getByRole('button', { name: 'Remove: This laptop' }).click();
  await page.getByText('This laptop').waitFor({ state: 'detached' });
  t.pass();
});

rule('an app that shows codes is added, and is asked for after the password', async (t) => {
  const { page, faults } = await desk.open(null, { path: '/sign-in' });
  await signsIn(page);
  await page.getByRole('heading', { name: 'My requests' }).waitFor();
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Add an app' }).click();
  const secret = await page.locator('code.secret').textContent();
  const app = new TOTP({ secret: Secret.fromBase32((secret ?? '').replaceAll(' ', '')) });
  await page.getByLabel('Code of the app').fill('000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('the code that the app shows now').waitFor();
  await page.getByLabel('Code of the app').fill(app.generate({ timestamp: Date.now() - 30_000 }));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 are left.').waitFor();

  await page.getByLabel('Account of Camille Roux').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signsIn(page);
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.getByLabel('Code', { exact: true }).fill(app.generate());
  await page.keyboard.press('Enter');
  await page.getByLabel('Account of Camille Roux').waitFor();
  await page.goto('/account/sessions');
  await page.getByText('this one').waitFor();
  await page.goto('/account/tokens');
  await page.getByLabel('What it is for').fill('Nightly export');
  await page.getByLabel('read tickets, problems and processes').check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByText(/^plr_/).waitFor();
  await page.getByRole('button', { name: 'Copy the token' }).click();
  await page.getByText('Copied.').waitFor();
  const card = page.getByRole('listitem').filter({ hasText: 'Nightly export' });
  await card.getByText('read tickets, problems and processes').waitFor();
  t.is(await page.getByLabel('It expires after').inputValue(), '90', 'as before it was sent');
  t.deepEqual(faults, []);
});
