import * as oidc from 'openid-client';
import { type AuditEntry, recordAudit } from '../database/audit.ts';
import type { Database } from '../database/connection.ts';
import { writeConsent } from '../database/mail_grants.ts';
import type { MailAudience } from '../database/mail_words.ts';
import type { MailboxRow, MailGrantRow } from '../database/tables.ts';
import { type DeskKey, DeskKeyError } from '../settings/desk_key.ts';
import { ConnectError, failureOf, wordsOf } from './grant_error.ts';
import { passingErrors } from './http.ts';
import {
  audiencesOf,
  configurationOf,
  consentParametersOf,
  missingScopes,
  scopesOf,
  signInScopesOf,
} from './providers.ts';
import { sealTokens, secretOf } from './sealing.ts';

interface Needs {
  database: Database;
  deskKey: DeskKey;
}

/** A mailbox that signs in by OAuth 2.0. */
export interface GrantedMailbox {
  mailbox: Pick<MailboxRow, 'mailbox_id' | 'name' | 'address' | 'user_name'>;
  grant: MailGrantRow;
}

type By = Pick<AuditEntry, 'by' | 'from'>;
type Given = oidc.TokenEndpointResponse & Partial<oidc.TokenEndpointResponseHelpers>;

/** What has to be remembered until somebody comes back. */
export interface ConsentAttempt {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/**
 * Where to send whoever consents.
 * @throws ConnectError
 */
export async function beginConsent(
  { deskKey }: Pick<Needs, 'deskKey'>,
  { mailbox, grant }: GrantedMailbox,
  redirectUri: string,
): Promise<ConsentAttempt & { url: URL }> {
  return connecting(grant, async () => {
    const configuration = await configurationOf(grant, secretOf(deskKey, grant));
    const scopes = allScopesOf(grant);
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state: attempt.state,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
      ...(scopes.includes('openid') && { nonce: attempt.nonce }),
      ...(!grant.allows_other_account && { login_hint: mailbox.user_name ?? mailbox.address }),
      ...consentParametersOf(grant),
    });
    return { ...attempt, url };
  });
}

/**
 * Keeps what somebody has consented to who came back.
 * @param cameTo the whole address at which the browser arrived
 * @throws ConnectError
 */
export async function finishConsent(
  needs: Needs,
  granted: GrantedMailbox,
  { cameTo, attempt, by }: { cameTo: URL; attempt: ConsentAttempt; by: By },
): Promise<void> {
  const { grant } = granted;
  const audience = firstAudience(grant);
  const given = await connecting(grant, async () => {
    const configuration = await configurationOf(grant, secretOf(needs.deskKey, grant));
    const hasIdentity = allScopesOf(grant).includes('openid');
    return oidc.authorizationCodeGrant(
      configuration,
      cameTo,
      {
        expectedState: attempt.state,
        pkceCodeVerifier: attempt.codeVerifier,
        ...(hasIdentity && { expectedNonce: attempt.nonce, idTokenExpected: true }),
      },
      grant.provider === 'microsoft' ? { scope: tokenScopesOf(grant, audience) } : {},
    );
  });
  await keepConsent(needs, granted, audience, given, by);
}

/** What somebody is told who consents on another device. */
export interface DeviceCode {
  userCode: string;
  verificationUri: string;
  expiresInSeconds: number;
}

/**
 * Has somebody consent on another device, and waits for it.
 * @param tell says where they go, and with which code
 * @throws ConnectError
 */
export async function connectByDevice(
  needs: Needs,
  granted: GrantedMailbox,
  { tell, by }: { tell(code: DeviceCode): void; by: By },
): Promise<void> {
  const { grant } = granted;
  const audience = firstAudience(grant);
  const given = await connecting(grant, async () => {
    const configuration = await configurationOf(grant, secretOf(needs.deskKey, grant));
    if (configuration.serverMetadata().device_authorization_endpoint === undefined) {
      const words = 'It gives no device codes for mail: connect the mailbox on its page';
      throw new ConnectError('client_refused', words);
    }
    const scope = tokenScopesOf(grant, audience);
    const code = await oidc.initiateDeviceAuthorization(configuration, { scope });
    tell({
      userCode: code.user_code,
      verificationUri: code.verification_uri,
      expiresInSeconds: code.expires_in,
    });
    return oidc.pollDeviceAuthorizationGrant(configuration, code);
  });
  await keepConsent(needs, granted, audience, given, by);
}

/**
 * Has the program itself let in, where nobody signs in for it.
 * @throws ConnectError
 */
export async function connectApplication(
  needs: Needs,
  granted: GrantedMailbox,
  by: By,
): Promise<void> {
  const { grant } = granted;
  const audience = firstAudience(grant);
  const given = await connecting(grant, async () => {
    const configuration = await configurationOf(grant, secretOf(needs.deskKey, grant));
    const scope = scopesOf(grant, audience).join(' ');
    return oidc.clientCredentialsGrant(configuration, { ...(scope !== '' && { scope }) });
  });
  await keepConsent(needs, granted, audience, given, by);
}

async function keepConsent(
  { database, deskKey }: Needs,
  granted: GrantedMailbox,
  audience: MailAudience,
  given: Given,
  { by, from }: By,
): Promise<void> {
  const { mailbox, grant } = granted;
  const isDelegated = grant.flow === 'delegated';
  const missing = missingScopes(grant, audience, given.scope);
  if (missing.length > 0) throw new ConnectError('scope_missing', missing.join(' '));
  if (isDelegated && given.refresh_token === undefined) {
    throw new ConnectError('no_refresh_token', '');
  }
  const account = isDelegated ? accountOf(granted, given) : null;
  const { refresh_token: refreshToken, ...rest } = given;
  const tokens = sealTokens(deskKey, mailbox.mailbox_id, audience, {
    ...rest,
    ...(isDelegated && { refresh_token: refreshToken }),
  });
  const isKept = await database.transaction(async (trx) => {
    const consentedBy = by.accountId ?? null;
    if (!(await writeConsent(trx, grant, { ...tokens, account, consentedBy }))) return false;
    await recordAudit(trx, {
      by,
      from,
      kind: 'mailbox_connected',
      object: { kind: 'mailbox', id: mailbox.mailbox_id },
      after: {
        name: mailbox.name,
        provider: grant.provider,
        flow: grant.flow,
        permissions: grant.permissions,
      },
    });
    return true;
  });
  if (!isKept) throw new ConnectError('consent_needed', '');
}

/**
 * As whom somebody signed in.
 * @throws ConnectError where it is not the mailbox, which does not allow another
 */
function accountOf({ mailbox, grant }: GrantedMailbox, given: Given): string | null {
  const claims = given.claims?.() ?? {};
  const named = ['preferred_username', 'email', 'upn'].flatMap((name) => {
    const value = (claims as Record<string, unknown>)[name];
    return typeof value === 'string' && value.length <= 320 ? [value.toLowerCase()] : [];
  });
  const own = [mailbox.address, mailbox.user_name?.toLowerCase()];
  const account = named.find((name) => own.includes(name)) ?? named[0] ?? null;
  if (grant.allows_other_account) return account;
  if (account === null) throw new ConnectError('account_unknown', '');
  if (!own.includes(account)) throw new ConnectError('other_account', account);
  return account;
}

function firstAudience({ permissions }: MailGrantRow): MailAudience {
  return audiencesOf(permissions)[0] ?? 'mail';
}

/** All that is consented to at once. */
function allScopesOf(grant: MailGrantRow): string[] {
  const audiences = audiencesOf(grant.permissions);
  return [...signInScopesOf(grant), ...audiences.flatMap((audience) => scopesOf(grant, audience))];
}

/** What one token is for. */
function tokenScopesOf(grant: MailGrantRow, audience: MailAudience): string {
  return [...signInScopesOf(grant), ...scopesOf(grant, audience)].join(' ');
}

async function connecting<T>(grant: MailGrantRow, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    if (error instanceof DeskKeyError) {
      throw new ConnectError('secret_unreadable', error.message, error);
    }
    if (error instanceof oidc.AuthorizationResponseError) {
      const isPassing = passingErrors.includes(error.error);
      const failure = isPassing ? 'provider_unreachable' : 'consent_refused';
      throw new ConnectError(failure, wordsOf(error), error);
    }
    if (error instanceof oidc.ResponseBodyError && refusedByPerson.includes(error.error)) {
      throw new ConnectError('consent_refused', wordsOf(error), error);
    }
    const { failure, words } = failureOf(error, grant.flow, []);
    throw new ConnectError(failure, words, error);
  }
}

/** RFC 8628, §3.5: whoever had the code went away, or said no. */
const refusedByPerson = ['access_denied', 'expired_token', 'authorization_declined'];
