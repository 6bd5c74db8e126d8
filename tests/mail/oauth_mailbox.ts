import { randomBytes } from 'node:crypto';
import { hashOf } from '../../api/people/directory.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { type CookieBrowser, openCookieBrowser } from '../support/cookie_browser.ts';
import type { MailProvider } from '../support/mail_provider.ts';
import type { MailDesk } from './mail_desk.ts';

/** How a mailbox signs in at a provider of the tests. */
export function oauthOf(provider: MailProvider, more: object = {}): object {
  return {
    provider: 'microsoft',
    tenant: provider.tenant,
    authorityUrl: provider.address,
    graphUrl: provider.address,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    permissions: ['imap', 'smtp'],
    ...more,
  };
}

/** A browser in which somebody is signed in to the desk. */
export async function signedInBrowser(
  { server, database }: Pick<MailDesk, 'server' | 'database'>,
  accountId: string,
): Promise<CookieBrowser> {
  const browser = openCookieBrowser();
  const secret = randomBytes(32).toString('base64url');
  await database('sessions').insert({
    session_hash: hashOf(secret),
    account_id: accountId,
    method: 'password',
    expires_at: new Date(Date.now() + dayMs),
  });
  browser.cookies(server.url).set('palier_session', secret);
  return browser;
}

/**
 * Connects a mailbox as its administrator does, in a browser that is signed in to the desk.
 * @returns the page they come to
 */
export async function connectMailbox(
  { server, database }: Pick<MailDesk, 'server' | 'database'>,
  provider: MailProvider,
  mailboxId: string,
): Promise<string> {
  const browser = await signedInBrowser({ server, database }, 'acc-odile');
  const begun = await browser.asks('POST', `${server.url}/api/mailboxes/${mailboxId}/consents`);
  const { url, redirectUri } = await begun.json();
  if (begun.status !== 201) throw new Error(`The consent was not begun: ${begun.status}`);
  provider.sendsTo(redirectUri);
  const { url: page } = await browser.visit(url);
  if (!page.startsWith(server.url)) throw new Error(`Nobody came back: ${page}`);
  return page.slice(server.url.length);
}
