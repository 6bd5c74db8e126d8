import type { Request, Response } from 'express';
import { insertAttempt, takeAttempt } from '../../../database/federation/sign_in_attempts.ts';
import type { SignInAttemptRow } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { withDatabase } from '../../http/database.ts';
import { calledAddress } from '../../http/desk_address.ts';
import { ApiError, notFound } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { hashOf } from '../../people/directory.ts';
import type { SignedIn } from '../../people/sign_in/contract.ts';
import { findPerson, isFactorDemanded } from '../../people/sign_in/find_person.ts';
import { finishSignIn } from '../../people/sign_in/finish_sign_in.ts';
import { startSession } from '../../people/start_session.ts';
import { admit } from './admit.ts';
import { attemptMs, browserThatBegins, knownBrowser } from './browser.ts';
import {
  callbackQuery,
  providerPath,
  type SignInFailure,
  signInAttemptBody,
  signInPlace,
  signInProviderList,
} from './contract.ts';
import { type ProvedPerson, type Provider, ProviderError } from './provider.ts';

const tag = 'Sign-in';
const root = '/api/sign-in/providers';

export const listSignInProviders = defineOperation({
  id: 'listSignInProviders',
  method: 'get',
  address: root,
  summary: 'The providers of OpenID Connect by which people sign in; none of them is asked for it',
  tag,
  answers: { 200: { description: 'In the order of the settings', schema: signInProviderList } },
  handle(_call, { providers }) {
    const items = [...providers.values()].map(({ settings: { id, name } }) => ({ id, name }));
    return { status: 200, body: { items, next: null } };
  },
});

export const beginProviderSignIn = defineOperation({
  id: 'beginProviderSignIn',
  method: 'post',
  address: `${root}/{provider}/attempts`,
  summary: 'Begins a sign-in at a provider, in this browser alone and for 15 minutes',
  tag,
  path: providerPath,
  body: signInAttemptBody,
  hasOptionalBody: true,
  answers: { 201: { description: 'Where the provider asks who it is', schema: signInPlace } },
  async handle({ request, response, path, body }, dependencies) {
    const provider = providerCalled(path.provider, dependencies);
    const attempt = { returnTo: body.returnTo, linksTo: null };
    const url = await begin({ request, response }, provider, attempt, dependencies);
    return { status: 201, body: { url } };
  },
});

export const finishProviderSignIn = defineOperation({
  id: 'finishProviderSignIn',
  method: 'get',
  address: `${root}/{provider}/callback`,
  summary:
    'Where a provider sends people back to: signs them in, and leads to the page they wanted',
  tag,
  path: providerPath,
  query: callbackQuery,
  answers: { 303: { description: 'To the page they wanted, or to one that says why not' } },
  async handle({ request, response, path, query }, dependencies) {
    const provider = providerCalled(path.provider, dependencies);
    const browser = { request, response };
    let attempt: TakenAttempt | undefined;
    const arrive = async () => {
      attempt = await attemptOf(request, provider, query.state, dependencies);
      if (!attempt) return placeOf('sign_in_over', provider, undefined);
      const came = await comeBack(browser, provider, attempt, dependencies);
      return 'failure' in came
        ? placeOf(came.failure, provider, attempt)
        : placeAfter(came, attempt);
    };
    const place = await arrive().catch((error: unknown) => {
      // Somebody looks at what comes: a page that says so, and no problem in JSON.
      if (!(error instanceof ApiError) || error.status !== 503) throw error;
      return placeOf('desk_unavailable', provider, attempt);
    });
    return { status: 303, headers: { Location: place } };
  },
});

export const leaveProvider = defineOperation({
  id: 'leaveProvider',
  method: 'get',
  address: `${root}/{provider}/sign-out`,
  summary:
    'Leads to where people sign out at a provider too; to the sign-in page where it has none',
  tag,
  path: providerPath,
  answers: { 303: { description: 'To the provider, which leads back to the sign-in page' } },
  async handle({ request, path }, dependencies) {
    const provider = providerCalled(path.provider, dependencies);
    const home = `${calledAddress(request)}/sign-in`;
    const url = await unlessAway(provider, () => provider.signOutUrl(home));
    return { status: 303, headers: { Location: url?.href ?? '/sign-in' } };
  },
});

/** @throws ApiError 404 */
export function providerCalled(id: string, { providers }: ApiDependencies): Provider {
  const provider = providers.get(id);
  if (!provider) throw notFound('address', `${root}/${id}`);
  return provider;
}

interface Browser {
  request: Request;
  response: Response;
}

/**
 * Begins a sign-in, or the linking of an account. @returns where to send the browser
 * @throws ApiError 503 where the provider does not answer
 */
export async function begin(
  { request, response }: Browser,
  provider: Provider,
  { returnTo, linksTo }: { returnTo: string; linksTo: string | null },
  { database }: ApiDependencies,
): Promise<string> {
  // Providers send people back to addresses that they were told of, and to no others.
  const callback = `${calledAddress(request)}${root}/${provider.settings.id}/callback`;
  const begun = await unlessAway(provider, () => provider.begin(callback));
  await withDatabase(() =>
    insertAttempt(database, {
      state_hash: hashOf(begun.state),
      browser_hash: browserThatBegins(request, response),
      provider: provider.settings.id,
      nonce: begun.nonce,
      code_verifier: begun.codeVerifier,
      return_to: returnTo,
      links_to: linksTo,
      expires_at: new Date(Date.now() + attemptMs),
    }),
  );
  return begun.url.href;
}

async function unlessAway<T>({ settings }: Provider, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const parameters = { provider: settings.name };
    throw new ApiError(503, { code: 'provider_unavailable', parameters }, { cause: error });
  }
}

interface TakenAttempt {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
  linksTo: string | null;
  browserHash: string;
}

async function attemptOf(
  request: Request,
  { settings: { id } }: Provider,
  state: string | undefined,
  { database }: ApiDependencies,
): Promise<TakenAttempt | undefined> {
  const browserHash = knownBrowser(request);
  if (state === undefined || browserHash === undefined) return undefined;
  const key = { state_hash: hashOf(state), browser_hash: browserHash, provider: id };
  const row = await withDatabase(() => takeAttempt(database, key));
  return row && takenAttempt(row, state);
}

function takenAttempt(row: SignInAttemptRow, state: string): TakenAttempt {
  return {
    state,
    nonce: row.nonce,
    codeVerifier: row.code_verifier,
    returnTo: row.return_to,
    linksTo: row.links_to,
    browserHash: row.browser_hash,
  };
}

async function comeBack(
  { request, response }: Browser,
  provider: Provider,
  attempt: TakenAttempt,
  dependencies: ApiDependencies,
): Promise<SignedIn | { failure: SignInFailure }> {
  const { database, accounts, log } = dependencies;
  const { linksTo, browserHash } = attempt;
  if (linksTo !== null && (await signedIn(request, dependencies)) !== linksTo) {
    return { failure: 'sign_in_over' };
  }
  try {
    const cameTo = new URL(request.originalUrl, calledAddress(request));
    const person = await provider.finish(cameTo, attempt);
    const from = { address: request.ip, requestId: String(request.id) };
    const arrival = { provider: provider.settings, person, linksTo, browserHash, from };
    const admission = await withDatabase(() => admit(database, arrival));
    if ('refused' in admission) return { failure: admission.refused };
    const { accountId, unknownCustomer: customer } = admission;
    accounts.forget(accountId);
    if (customer !== undefined) {
      const { id } = provider.settings;
      log.warn({ provider: id, customer, accountId }, 'a provider names a customer that is none');
    }
    if (linksTo !== null) return { next: 'desk' };
    return await enter({ request, response }, { accountId, provider, person }, dependencies);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { id } = provider.settings;
    log.warn({ err: error, provider: id, requestId: request.id }, 'sign-in at a provider failed');
    return { failure: `provider_${error.failure}` };
  }
}

interface Proved {
  accountId: string;
  provider: Provider;
  person: ProvedPerson;
}

/**
 * Signs in whom a provider proved. Where a second factor is demanded of them and the provider does not
 * say that it had one, the desk asks its own.
 */
async function enter(
  browser: Browser,
  { accountId, provider, person: { shownBy } }: Proved,
  dependencies: ApiDependencies,
): Promise<SignedIn | { failure: SignInFailure }> {
  const { database } = dependencies;
  const person = await withDatabase(() => findPerson(accountId, dependencies));
  // Closed in this very moment.
  if (!person) return { failure: 'account_closed' };
  const isShown = provider.settings.secondFactorWords.some((word) => shownBy.includes(word));
  if (!isShown && (await withDatabase(() => isFactorDemanded(database, person.roles)))) {
    return finishSignIn(browser, { person, method: 'oidc' }, dependencies);
  }
  await startSession(browser, { accountId, method: 'oidc' }, dependencies);
  return { next: 'desk' };
}

/** The account that is signed in in a browser. */
async function signedIn(request: Request, { accounts }: ApiDependencies) {
  const secret = readSessionCookie(request);
  const found = secret ? await accounts.find({ kind: 'session', secret }) : undefined;
  return found?.account?.id;
}

/**
 * Where somebody goes on whom a provider proved. What is half done is told behind `#`: no server and
 * no log on the way hears it.
 */
function placeAfter({ next, step, factors = [] }: SignedIn, { returnTo }: TakenAttempt): string {
  if (next !== 'second_factor' || step === undefined) return returnTo;
  const half = new URLSearchParams({ step, factors: factors.join(' ') });
  return `/sign-in?${new URLSearchParams({ to: returnTo })}#${half}`;
}

function placeOf(
  failure: SignInFailure,
  { settings: { id } }: Provider,
  attempt: TakenAttempt | undefined,
): string {
  const page = attempt && attempt.linksTo !== null ? attempt.returnTo : '/sign-in';
  const url = new URL(page, 'http://desk.invalid');
  url.searchParams.set('problem', failure);
  url.searchParams.set('provider', id);
  if (attempt && attempt.linksTo === null) url.searchParams.set('to', attempt.returnTo);
  return `${url.pathname}${url.search}`;
}
