import * as oidc from 'openid-client';
import { fetchAtMost, isAway, passingErrors } from '../../../oauth/http.ts';
import { hourMs, secondMs } from '../../../workflows/domain/durations.ts';
import { addressIn, claimAt, firstWordIn, groupsIn, nameIn, subjectIn, wordIn } from './claims.ts';
import type { ProviderSettings } from './provider_settings.ts';

/** What a provider proved of who came back from it. */
export interface ProvedPerson {
  issuer: string;
  subject: string;
  /** Lower-cased; undefined where none came, or the provider does not answer for it. */
  address: string | undefined;
  /** An address came, and the provider does not say that it is theirs. */
  hasUnverifiedAddress: boolean;
  name: string | undefined;
  /** What the provider calls the customer they are served for; undefined where it says none. */
  customer: string | undefined;
  /** A BCP 47 tag, as it came. */
  locale: string | undefined;
  /** Undefined where they are too many for the provider to say. */
  groups: string[] | undefined;
  /** How they showed who they are, in the provider's words: `amr` and `acr` of its ID token. */
  shownBy: string[];
}

/** What has to be remembered until the person comes back. */
export interface Attempt {
  state: string;
  nonce: string;
  codeVerifier: string;
}

export interface Provider {
  settings: ProviderSettings;
  /**
   * Where to send somebody to sign in.
   * @throws ProviderError `unavailable`
   */
  begin(redirectUri: string): Promise<Attempt & { url: URL }>;
  /**
   * Who came back. @param cameTo the whole address at which the browser arrived
   * @throws ProviderError
   */
  finish(cameTo: URL, attempt: Attempt): Promise<ProvedPerson>;
  /**
   * Where somebody signs out at the provider; undefined where it has no such place.
   * @throws ProviderError `unavailable`
   */
  signOutUrl(returnUri: string): Promise<URL | undefined>;
}

/** Why a provider was of no use: it was not there, it said no, or what it said proves nothing. */
export type ProviderFailure = 'unavailable' | 'refused' | 'not_trusted';

export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly failure: ProviderFailure;

  constructor(failure: ProviderFailure, cause: unknown) {
    super(`provider ${failure}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.failure = failure;
  }
}

/** Each request to a provider. */
const timeoutSeconds = 5;
/** What a provider says of itself is asked again after an hour. */
const freshMs = hourMs;
/** Whoever comes this soon after it did not answer is told so at once. */
const pauseMs = 5 * secondMs;

/** Nothing is asked before somebody wants to sign in, and what was answered is kept. */
export function openProvider(settings: ProviderSettings): Provider {
  let known: { configuration: oidc.Configuration; at: number } | undefined;
  let failed: { error: unknown; at: number } | undefined;
  let asking: Promise<oidc.Configuration> | undefined;

  async function configuration(): Promise<oidc.Configuration> {
    if (known && Date.now() - known.at < freshMs) return known.configuration;
    if (failed && Date.now() - failed.at < pauseMs)
      return known?.configuration ?? fail(failed.error);
    asking ??= discover(settings).finally(() => {
      asking = undefined;
    });
    try {
      known = { configuration: await asking, at: Date.now() };
      failed = undefined;
      return known.configuration;
    } catch (error) {
      failed = { error, at: Date.now() };
      // It was there before: its keys and addresses are most likely the same.
      return known?.configuration ?? fail(error);
    }
  }

  return {
    settings,
    async begin(redirectUri) {
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { ...attempt, url };
    },
    async finish(cameTo, attempt) {
      const asked = await configuration();
      try {
        return await personOf(asked, settings, cameTo, attempt);
      } catch (error) {
        return fail(error);
      }
    },
    async signOutUrl(returnUri) {
      const asked = await configuration();
      if (asked.serverMetadata().end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(asked, { post_logout_redirect_uri: returnUri });
    },
  };
}

function discover(settings: ProviderSettings): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const isOpen = new URL(issuer).protocol === 'http:';
  return oidc.discovery(
    new URL(issuer),
    clientId,
    clientSecret === undefined ? { token_endpoint_auth_method: 'none' } : clientSecret,
    clientSecret === undefined ? oidc.None() : undefined,
    {
      timeout: timeoutSeconds,
      [oidc.customFetch]: fetchAtMost,
      // By default a token is believed for the line it came by; here its signature must hold too.
      execute: [oidc.enableNonRepudiationChecks, ...(isOpen ? [oidc.allowInsecureRequests] : [])],
    },
  );
}

async function personOf(
  configuration: oidc.Configuration,
  settings: ProviderSettings,
  cameTo: URL,
  { state, nonce, codeVerifier }: Attempt,
): Promise<ProvedPerson> {
  const tokens = await oidc.authorizationCodeGrant(configuration, cameTo, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (!idToken) throw new Error('no ID token came');
  const claims = {
    ...idToken,
    ...(await moreClaims(configuration, tokens.access_token, idToken, settings)),
  };
  const { groups, email, name, customer } = settings.claims;
  const address = addressIn(claimAt(claims, email));
  // What is said of verification is said of the claim `email`.
  const said = email === 'email' ? claims.email_verified : undefined;
  const isVerified =
    said === true || said === 'true' || (said === undefined && settings.trustsAddresses);
  return {
    issuer: idToken.iss,
    subject: subjectIn(idToken.sub),
    address: isVerified ? address : undefined,
    hasUnverifiedAddress: address !== undefined && !isVerified,
    name: nameIn(claimAt(claims, name)),
    customer: customer === undefined ? undefined : firstWordIn(claimAt(claims, customer)),
    locale: wordIn(claims.locale),
    groups: groupsIn(claims, groups),
    shownBy: shownBy(idToken),
  };
}

/** Of the signed token alone: what else is told of a person says nothing of this sign-in. */
function shownBy({ amr, acr }: oidc.IDToken): string[] {
  const words: unknown[] = Array.isArray(amr) ? [...amr, acr] : [acr];
  return words.filter((word) => typeof word === 'string');
}

/** What the ID token left out, where the provider has a place to ask for it. */
async function moreClaims(
  configuration: oidc.Configuration,
  accessToken: string,
  idToken: oidc.IDToken,
  { claims }: ProviderSettings,
): Promise<oidc.UserInfoResponse | Record<string, never>> {
  const names = Object.values(claims).filter((name) => name !== undefined);
  const isWhole = names.every((name) => claimAt(idToken, name) !== undefined);
  if (isWhole || configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  return oidc.fetchUserInfo(configuration, accessToken, idToken.sub);
}

function fail(error: unknown): never {
  if (error instanceof ProviderError) throw error;
  throw new ProviderError(failureOf(error), error);
}

function failureOf(error: unknown): ProviderFailure {
  if (error instanceof oidc.AuthorizationResponseError) {
    return passingErrors.includes(error.error) ? 'unavailable' : 'refused';
  }
  if (error instanceof oidc.ResponseBodyError) {
    return error.status >= 500 || passingErrors.includes(error.error)
      ? 'unavailable'
      : 'not_trusted';
  }
  return isAway(error) ? 'unavailable' : 'not_trusted';
}
