import { setTimeout as wait } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { isDatabaseAway } from '../database/away.ts';
import type { Database } from '../database/connection.ts';
import { faultPoint } from '../database/fault_point.ts';
import {
  alarmOfSecrets,
  chanceOf,
  findGrant,
  findSleepingGrants,
  keepTokens,
  noteGrantFailure,
} from '../database/mail_grants.ts';
import type { GrantFailure, MailAudience } from '../database/mail_words.ts';
import type { MailAccessTokenRow, MailGrantRow } from '../database/tables.ts';
import { type DeskKey, DeskKeyError } from '../settings/desk_key.ts';
import { hourMs, minuteMs, secondMs } from '../workflows/domain/durations.ts';
import { failureOf, GrantError, type ToldFailure } from './grant_error.ts';
import { audiencesOf, configurationOf, microsoftGraph, scopesOf } from './providers.ts';
import { type GivenTokens, sealedFor, sealTokens, secretOf } from './sealing.ts';

/** A token by which a mailbox's servers let the desk in. */
export interface MailToken {
  token: string;
  /** Names it to whoever asks for another because this one was refused. */
  id: string;
  /** When another should be asked for, before this one is over. */
  staleAt: Date;
}

export interface TokenAsked {
  /** The id of a token that a server has just refused. */
  refusedId?: string;
  /** Somebody looks on: what may pass by itself is tried at once. */
  isUrgent?: boolean;
}

/** Tokens of mailboxes that sign in by OAuth 2.0. Several processes may have them at once. */
export interface MailTokens {
  /**
   * A token that lasts; a new one is asked for where there is none, by one process at a time, and is
   * kept before it is used.
   * @returns null for a mailbox that signs in by a password, and where the token that was refused has
   *   only just been given: another would be refused, too
   * @throws GrantError where there is none to be had
   */
  tokenFor(
    mailboxId: string,
    audience: MailAudience,
    asked?: TokenAsked,
  ): Promise<MailToken | null>;
  /** Where Microsoft Graph is for a mailbox. */
  graphUrlOf(mailboxId: string): Promise<string>;
  /** Asks for tokens of grants that nobody has used for long, and sees whose secrets are over soon. */
  keepAlive(): Promise<void>;
}

export interface MailTokensNeeds {
  database: Database;
  deskKey: DeskKey;
}

/** A token that is refused in its first minute is refused for another reason than its age. */
const youngMs = minuteMs;
/** Longer than a provider may take to answer. */
const leaseMs = 45 * secondMs;
const lookAgainMs = 250;
/** Providers forget what is not used: Microsoft after 90 days, some much sooner. */
const sleepMs = 12 * hourMs;
const wokenMax = 20;
const warnedDays = 30;

export function createMailTokens(needs: MailTokensNeeds): MailTokens {
  const { database } = needs;
  return {
    tokenFor: (mailboxId, audience, asked = {}) =>
      tokenOf(needs, mailboxId, audience, { isUrgent: false, ...asked }),
    async graphUrlOf(mailboxId) {
      return (await findGrant(database, mailboxId))?.graph_url ?? microsoftGraph;
    },
    async keepAlive() {
      const before = new Date(Date.now() - sleepMs);
      const sleeping = await findSleepingGrants(database, before, wokenMax);
      for (const { mailbox_id: id, permissions } of sleeping) {
        const [audience = 'mail'] = audiencesOf(permissions);
        const asked = { isUrgent: false, isForced: true };
        await tokenOf(needs, id, audience, asked).catch((error: unknown) => {
          // It is written down, and told on the mailbox's page.
          if (!(error instanceof GrantError)) throw error;
        });
      }
      await alarmOfSecrets(database, warnedDays);
    },
  };
}

async function tokenOf(
  needs: MailTokensNeeds,
  mailboxId: string,
  audience: MailAudience,
  asked: TokenAsked & { isUrgent: boolean; isForced?: boolean },
): Promise<MailToken | null> {
  for (let { isUrgent } = asked; ; ) {
    const wish = { ...asked, mailboxId, audience, isUrgent, youngMs, leaseMs };
    const chance = await chanceOf(needs.database, wish);
    switch (chance.kind) {
      case 'none':
      case 'refused':
        return null;
      case 'token':
        return opened(needs, chance.token);
      case 'failing':
        if (chance.spare && chance.failure === 'provider_unreachable') {
          return opened(needs, chance.spare);
        }
        throw new GrantError(chance.failure, chance.words);
      case 'awaited':
        if (chance.spare) return opened(needs, chance.spare);
        // Whoever asks now has the answer soon, or fails for all.
        isUrgent = false;
        await wait(lookAgainMs);
        continue;
      case 'due': {
        const token = await refresh(needs, chance.grant, chance.lease, audience).catch(
          (error: unknown) => {
            const isPassing =
              error instanceof GrantError && error.failure === 'provider_unreachable';
            if (isPassing && chance.spare) return chance.spare;
            throw error;
          },
        );
        if (token) return opened(needs, token);
      }
    }
  }
}

function opened({ deskKey }: MailTokensNeeds, row: MailAccessTokenRow): MailToken {
  try {
    const token = deskKey.open(row.sealed_token, sealedFor(row.mailbox_id).accessToken);
    return { token, id: row.token_id, staleAt: row.stale_at };
  } catch (error) {
    if (!(error instanceof DeskKeyError)) throw error;
    throw new GrantError('secret_unreadable', error.message, error);
  }
}

/**
 * Asks the provider for a token, and keeps the answer.
 * @returns undefined where a later answer is kept already
 * @throws GrantError where none is given
 */
async function refresh(
  needs: MailTokensNeeds,
  grant: MailGrantRow,
  lease: string,
  audience: MailAudience,
): Promise<MailAccessTokenRow | undefined> {
  const { database, deskKey } = needs;
  const secrets: string[] = [];
  let given: GivenTokens;
  try {
    given = await askForToken(needs, grant, audience, secrets);
  } catch (error) {
    const told = toldOf(error, grant, secrets);
    const retryAt = new Date(Date.now() + retryDelay(told.failure, grant.failure_streak));
    const isPassing = told.failure === 'provider_unreachable';
    await noteGrantFailure(database, grant, lease, { ...told, retryAt, isPassing });
    throw new GrantError(told.failure, told.words);
  }
  const tokens = sealTokens(deskKey, grant.mailbox_id, audience, given);
  faultPoint('after_token');
  // The provider may take no other token any more: it is not let go while Postgres is away.
  for (const until = Date.now() + leaseMs; ; ) {
    try {
      return await keepTokens(database, grant, tokens);
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > until) throw error;
      await wait(lookAgainMs);
    }
  }
}

/** @param secrets is filled with what no message may repeat */
async function askForToken(
  { deskKey }: MailTokensNeeds,
  grant: MailGrantRow,
  audience: MailAudience,
  secrets: string[],
): Promise<GivenTokens> {
  const clientSecret = secretOf(deskKey, grant);
  if (clientSecret !== undefined) secrets.push(clientSecret);
  const configuration = await configurationOf(grant, clientSecret);
  if (grant.flow === 'application') {
    const scope = scopesOf(grant, audience).join(' ');
    return oidc.clientCredentialsGrant(configuration, { ...(scope !== '' && { scope }) });
  }
  const sealed = grant.sealed_refresh_token;
  if (sealed === null) throw new GrantError('consent_needed', '');
  const refreshToken = deskKey.open(sealed, sealedFor(grant.mailbox_id).refreshToken);
  secrets.push(refreshToken);
  // Scopes that are not named stay what they were; of Microsoft's each token is for one of two.
  const scope = scopesOf(grant, audience).join(' ');
  const parameters = grant.provider === 'microsoft' ? { scope } : {};
  return oidc.refreshTokenGrant(configuration, refreshToken, parameters);
}

function toldOf(
  error: unknown,
  { flow, is_cut_off: wasCutOff }: MailGrantRow,
  secrets: readonly string[],
): ToldFailure {
  if (error instanceof GrantError || error instanceof DeskKeyError) {
    const failure = error instanceof GrantError ? error.failure : 'secret_unreadable';
    return { failure, words: error.message, isCutOff: false };
  }
  const told = failureOf(error, flow, secrets);
  return told.failure === 'consent_needed' && wasCutOff ? { ...told, failure: 'token_lost' } : told;
}

/** Seconds at first where the provider may come back; much later where somebody has to see to it. */
function retryDelay(failure: GrantFailure, streak: number): number {
  if (failure === 'consent_needed' || failure === 'token_lost') return 12 * hourMs;
  const [firstMs, longestMs] =
    failure === 'provider_unreachable' ? [2 * secondMs, 5 * minuteMs] : [minuteMs, hourMs];
  return Math.min(firstMs * 2 ** Math.min(streak, 20), longestMs);
}
