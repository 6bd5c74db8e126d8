import type { Request, Response } from 'express';
import {
  findGrant,
  insertConsentAttempt,
  noteAttemptFailure,
  takeConsentAttempt,
} from '../../database/mail_grants.ts';
import {
  beginConsent,
  connectApplication,
  finishConsent,
  type GrantedMailbox,
} from '../../oauth/consent.ts';
import { ConnectError } from '../../oauth/grant_error.ts';
import { sealedFor } from '../../oauth/sealing.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { callbackQuery } from '../federation/oidc/contract.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { calledAddress } from '../http/desk_address.ts';
import { ApiError } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import { withDeskKey } from '../http/with_desk_key.ts';
import { hashOf } from '../people/directory.ts';
import { sessionIdOf } from '../people/sign_in/own_session.ts';
import { type MailboxConsentOutcome, mailboxConsent, mailboxPath } from './contract.ts';
import { findMailbox } from './find_mailboxes.ts';

const tag = 'Mail';
const callback = '/api/mailbox-consent';
/** As long as somebody may take to consent. */
const attemptMs = 15 * minuteMs;

/** Where a provider sends people back to, as this browser finds the desk. */
export function redirectUriOf(request: Request): string {
  return `${calledAddress(request)}${callback}`;
}

export const beginMailboxConsent = defineOperation({
  id: 'beginMailboxConsent',
  method: 'post',
  address: '/api/mailboxes/{id}/consents',
  summary:
    'Connects a mailbox with its provider: says where somebody consents, in this session and for 15 minutes; where the program itself is let in, that is done at once',
  tag,
  path: mailboxPath,
  answers: { 201: { description: 'Where to go on', schema: mailboxConsent } },
  async handle({ request, response, path }, dependencies) {
    const { database, deskKey } = dependencies;
    const granted = await grantedMailbox(path.id, dependencies);
    const redirectUri = redirectUriOf(request);
    const url = await unlessRefused(granted, dependencies, async () => {
      if (granted.grant.flow === 'application') {
        await connectApplication({ database, deskKey }, granted, askedBy({ request, response }));
        return null;
      }
      const sessionId = sessionIdOf(response);
      const begun = await beginConsent({ deskKey }, granted, redirectUri);
      await insertConsentAttempt(database, {
        state_hash: hashOf(begun.state),
        session_id: sessionId,
        mailbox_id: path.id,
        generation: granted.grant.generation,
        nonce: begun.nonce,
        sealed_verifier: deskKey.seal(begun.codeVerifier, sealedFor(path.id).verifier),
        redirect_uri: redirectUri,
        expires_at: new Date(Date.now() + attemptMs),
      });
      return begun.url.href;
    });
    return { status: 201, body: { url, redirectUri } };
  },
});

/** @throws ApiError 404 where there is none, 409 where it signs in by a password */
async function grantedMailbox(
  mailboxId: string,
  { database }: Pick<ApiDependencies, 'database'>,
): Promise<GrantedMailbox> {
  const mailbox = await findMailbox(database, mailboxId);
  const grant = await withDatabase(() => findGrant(database, mailboxId));
  if (grant) return { mailbox, grant };
  const parameters = { name: mailbox.name };
  throw new ApiError(409, { code: 'mailbox_without_oauth', parameters });
}

/** What the provider says against it is written on the mailbox's page, and told. */
async function unlessRefused<T>(
  { mailbox }: GrantedMailbox,
  { database }: Pick<ApiDependencies, 'database'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await withDeskKey(work);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const { failure, message: words } = error;
    await withDatabase(() => noteAttemptFailure(database, mailbox.mailbox_id, { failure, words }));
    const parameters = { name: mailbox.name, words: words || failure.replaceAll('_', ' ') };
    throw new ApiError(502, { code: 'mailbox_not_connected', parameters }, { cause: error });
  }
}

export const finishMailboxConsent = defineOperation({
  id: 'finishMailboxConsent',
  method: 'get',
  address: callback,
  summary:
    'Where a provider sends back whoever consented for a mailbox: connects it, and leads to the mailboxes',
  tag,
  query: callbackQuery,
  answers: { 303: { description: 'To the mailboxes, which say what came of it' } },
  async handle({ request, response, query }, dependencies) {
    const place = (outcome: MailboxConsentOutcome) => ({
      status: 303 as const,
      headers: { Location: `/administration/mailboxes?connect=${outcome}` },
    });
    // A token is no browser: it comes back from nowhere.
    const sessionId = sessionIdOf(response);
    try {
      return place(await arrive({ request, response }, sessionId, query.state, dependencies));
    } catch (error) {
      // Somebody looks at what comes: a page that says so, and no problem in JSON.
      if (!(error instanceof ApiError) || error.status < 500) throw error;
      return place(error.status === 502 ? 'failed' : 'desk_unavailable');
    }
  },
});

async function arrive(
  { request, response }: { request: Request; response: Response },
  sessionId: string,
  state: string | undefined,
  dependencies: ApiDependencies,
): Promise<MailboxConsentOutcome> {
  const { database, deskKey, log } = dependencies;
  if (state === undefined) return 'over';
  const key = { state_hash: hashOf(state), session_id: sessionId };
  const attempt = await withDatabase(() => takeConsentAttempt(database, key));
  if (!attempt) return 'over';
  const granted = await grantedMailbox(attempt.mailbox_id, dependencies);
  if (granted.grant.generation !== attempt.generation) return 'over';
  return unlessRefused(granted, dependencies, async () => {
    const codeVerifier = deskKey.open(
      attempt.sealed_verifier,
      sealedFor(attempt.mailbox_id).verifier,
    );
    // By the address that the provider was told: a proxy may call the desk by another name.
    const cameTo = new URL(attempt.redirect_uri);
    cameTo.search = new URL(request.originalUrl, attempt.redirect_uri).search;
    await finishConsent({ database, deskKey }, granted, {
      cameTo,
      attempt: { state, nonce: attempt.nonce, codeVerifier },
      by: askedBy({ request, response }),
    });
    log.info({ mailboxId: attempt.mailbox_id }, 'a mailbox was connected');
    return 'connected' as const;
  });
}
