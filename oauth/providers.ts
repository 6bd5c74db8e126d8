import * as oidc from 'openid-client';
import type { MailAudience, MailPermission } from '../database/mail_words.ts';
import type { MailGrantRow } from '../database/tables.ts';
import { hourMs } from '../workflows/domain/durations.ts';
import { fetchAtMost } from './http.ts';

/** Where most of Microsoft's clouds are; those of some nations have addresses of their own. */
const microsoftAuthority = 'https://login.microsoftonline.com';
export const microsoftGraph = 'https://graph.microsoft.com';

/** Each request to a provider. */
const timeoutSeconds = 10;
/** What a provider says of itself is asked again after an hour. */
const freshMs = hourMs;

/** With whom a mailbox signs in, without anything secret. */
export type GrantSettings = Pick<
  MailGrantRow,
  | 'provider'
  | 'flow'
  | 'tenant'
  | 'authority_url'
  | 'graph_url'
  | 'issuer'
  | 'authorization_url'
  | 'token_url'
  | 'device_url'
  | 'client_id'
  | 'permissions'
  | 'scopes'
  | 'allows_other_account'
>;

/**
 * A provider as openid-client asks it.
 * @throws what openid-client throws, where it has to say itself where it is asked
 */
export async function configurationOf(
  grant: GrantSettings,
  clientSecret: string | undefined,
): Promise<oidc.Configuration> {
  const server = await serverOf(grant);
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_post'];
  const authentication =
    clientSecret === undefined
      ? oidc.None()
      : methods.includes('client_secret_post')
        ? oidc.ClientSecretPost(clientSecret)
        : oidc.ClientSecretBasic(clientSecret);
  const configuration = new oidc.Configuration(server, grant.client_id, {}, authentication);
  configuration.timeout = timeoutSeconds;
  configuration[oidc.customFetch] = fetchAtMost;
  // Only this machine is taken at its word without encryption: `isIssuer` let no other pass.
  if (server.token_endpoint?.startsWith('http:')) oidc.allowInsecureRequests(configuration);
  return configuration;
}

async function serverOf(grant: GrantSettings): Promise<oidc.ServerMetadata> {
  if (grant.provider === 'microsoft') return microsoftServer(grant);
  if (grant.provider === 'google') return googleServer;
  const { issuer, authorization_url: authorization, token_url: token } = grant;
  if (issuer === null) throw new Error('The grant of another provider names its issuer');
  if (token === null) return discovered(issuer);
  return {
    issuer,
    token_endpoint: token,
    ...(authorization !== null && { authorization_endpoint: authorization }),
    ...(grant.device_url !== null && { device_authorization_endpoint: grant.device_url }),
  };
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
function microsoftServer({ tenant, authority_url: authority }: GrantSettings): oidc.ServerMetadata {
  const root = `${authority ?? microsoftAuthority}/${tenant}`;
  return {
    issuer: `${root}/v2.0`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    token_endpoint: `${root}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
  };
}

/** https://accounts.google.com/.well-known/openid-configuration; it has no device codes for mail. */
const googleServer: oidc.ServerMetadata = {
  issuer: 'https://accounts.google.com',
  authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  token_endpoint: 'https://oauth2.googleapis.com/token',
};

const known = new Map<string, { server: oidc.ServerMetadata; at: number }>();

async function discovered(issuer: string): Promise<oidc.ServerMetadata> {
  const kept = known.get(issuer);
  if (kept && Date.now() - kept.at < freshMs) return kept.server;
  const isOpen = new URL(issuer).protocol === 'http:';
  const configuration = await oidc.discovery(new URL(issuer), 'palier', undefined, oidc.None(), {
    timeout: timeoutSeconds,
    [oidc.customFetch]: fetchAtMost,
    execute: isOpen ? [oidc.allowInsecureRequests] : [],
  });
  const server = configuration.serverMetadata();
  known.set(issuer, { server, at: Date.now() });
  return server;
}

/** What of a grant's permissions one access token is for. */
export function audiencesOf(permissions: readonly MailPermission[]): MailAudience[] {
  const hasMail = permissions.includes('imap') || permissions.includes('smtp');
  return [
    ...(hasMail ? (['mail'] as const) : []),
    ...(permissions.includes('graph') ? (['graph'] as const) : []),
  ];
}

/** What a provider calls what the desk needs for one audience. */
export function scopesOf(grant: GrantSettings, audience: MailAudience): string[] {
  if (grant.provider === 'google') return ['https://mail.google.com/'];
  if (grant.provider === 'other') return grant.scopes ?? [];
  const graph = grant.graph_url ?? microsoftGraph;
  if (grant.flow === 'application') {
    // One of them names all that an administrator has granted to the program.
    return [`${audience === 'graph' ? graph : 'https://outlook.office365.com'}/.default`];
  }
  if (audience === 'graph') {
    return [`${graph}/${grant.allows_other_account ? 'Mail.Send.Shared' : 'Mail.Send'}`];
  }
  const outlook = 'https://outlook.office.com';
  return [
    ...(grant.permissions.includes('imap') ? [`${outlook}/IMAP.AccessAsUser.All`] : []),
    ...(grant.permissions.includes('smtp') ? [`${outlook}/SMTP.Send`] : []),
  ];
}

/** Beside those: who signs in, and to go on once the first token is over. */
export function signInScopesOf({ provider }: GrantSettings): string[] {
  if (provider === 'microsoft') return ['openid', 'profile', 'email', 'offline_access'];
  // Another's scopes are the administrator's to say; Google goes on by `access_type`.
  return provider === 'google' ? ['openid', 'email'] : [];
}

/** What makes a provider give something to go on with, and ask who it is. */
export function consentParametersOf({ provider }: GrantSettings): Record<string, string> {
  if (provider === 'microsoft') return { prompt: 'select_account' };
  return { prompt: 'consent', ...(provider === 'google' && { access_type: 'offline' }) };
}

/** Those of the scopes asked for that an answer leaves out; none where it says nothing of them. */
export function missingScopes(
  grant: GrantSettings,
  audience: MailAudience,
  given: string | undefined,
): string[] {
  if (given === undefined || grant.flow === 'application') return [];
  const wordsOf = (scope: string) => scope.toLowerCase().replace(/^https?:\/\/[^/]+\/(?=.)/, '');
  const names = given.split(/\s+/).map(wordsOf);
  const unsaid = ['openid', 'profile', 'email', 'offline_access'];
  return scopesOf(grant, audience).filter(
    (scope) => !unsaid.includes(scope) && !names.includes(wordsOf(scope)),
  );
}
