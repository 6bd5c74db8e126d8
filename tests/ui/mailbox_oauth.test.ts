import { oauthOf } from '../mail/oauth_mailbox.ts';
import { barriersIn } from '../support/axe.ts';
import { startMailProvider } from '../support/mail_provider.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule('a mailbox is connected with its provider by a button, and says as whom', async (t) => {
  const provider = await startMailProvider();
  const { id } = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/mailboxes', {
    name: 'Office',
    address: 'support@desk.example',
    server: {
      host: '127.0.0.1',
      port: 1,
      security: 'none',
      user: 'support@desk.example',
    },
    oauth: oauthOf(provider),
    process: 'it_support',
    locale: 'en',
    isEnabled: false,
  });
  provider.sendsTo(`${desk.url}/api/mailbox-consent`);
  const path = '/administration/mailboxes';
  const { page, faults } = await desk.open('demo-owner', { path });
  const card = page.getByRole('listitem').filter({ hasText: 'Office' });
  provider.present.account = 'lea@corp.example';
  await card.getByRole('button', { name: 'Connect to Microsoft 365: Office' }).click();
  await page.getByText('The mailbox was not connected').waitFor();
  await card.getByText('Another account signed in').waitFor();
  await card.getByText('lea@corp.example').waitFor();
  // Whoever signs in as another signs out there first.
  await page.context().clearCookies({ name: /^_(session|interaction)/ });
  provider.present.account = 'support@desk.example';
  await card.getByRole('button', { name: 'Connect to Microsoft 365: Office' }).click();
  await page.getByText('The mailbox is connected.').waitFor();
  await card.getByText('Signed in as').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await card.getByRole('button', { name: 'Change Office' }).click();
  const redirect = page.getByLabel('Redirect address');
  t.is(await redirect.inputValue(), `${desk.url}/api/mailbox-consent`);
  t.deepEqual(await barriersIn(page), []);
  await page.getByLabel('Application (client) ID').fill('another-client');
  await page.getByRole('button', { name: 'Save' }).click();
  await card.getByRole('button', { name: 'Connect to Microsoft 365: Office' }).waitFor();
  const mailbox = await desk.call<{ oauth: { clientId: string; connectedAt: string | null } }>(
    'demo-owner',
    'GET',
    `/api/mailboxes/${id}`,
  );
  t.like(mailbox.oauth, {
    clientId: 'another-client',
    connectedAt: null,
    authorityUrl: provider.address,
  });
  t.deepEqual(faults, []);
});
