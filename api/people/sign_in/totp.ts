import { Secret, TOTP } from 'otpauth';
import type { Transaction } from '../../../database/connection.ts';
import { findTotp, takePeriod, writeTotp } from '../../../database/sign_in/factors.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../../dependencies.ts';

const issuer = 'Palier';
const periodSeconds = 30;
/** Clocks of phones may be this many periods off. */
const drift = 1;
const secretBytes = 20;

type Needs = Pick<ApiDependencies, 'database' | 'deskKey'>;

/** A new secret for an app that shows codes; it counts once a code of it was given. */
export async function startTotpOf(
  { accountId, label }: { accountId: string; label: string },
  { database, deskKey }: Needs,
): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: secretBytes });
  await writeTotp(database, accountId, deskKey.seal(secret.base32, about(accountId)));
  return { secret: secret.base32, uri: appOf(secret.base32, label).toString() };
}

/**
 * Takes a code of the app, once: of two who give the same one only the first is right.
 *
 * @param isFirst it is the one that confirms the app; else it is already
 * @throws DeskKeyError where the secret was sealed by another key
 */
export async function takeTotpCode(
  trx: Transaction,
  { accountId, code, isFirst = false }: { accountId: string; code: string; isFirst?: boolean },
  { deskKey }: Pick<Needs, 'deskKey'>,
): Promise<boolean> {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return false;
  const factor = await findTotp(trx, accountId);
  if (!factor || isFirst === (factor.confirmed_at !== null)) return false;
  const app = appOf(deskKey.open(factor.sealed_secret, about(accountId)), '');
  const now = Date.now();
  const delta = app.validate({ token, timestamp: now, window: drift });
  if (delta === null) return false;
  const period = Math.floor(now / (periodSeconds * secondMs)) + delta;
  return takePeriod(trx, accountId, period);
}

function appOf(base32: string, label: string): TOTP {
  const secret = Secret.fromBase32(base32);
  return new TOTP({ issuer, label, secret, period: periodSeconds, digits: 6, algorithm: 'SHA1' });
}

function about(accountId: string): string {
  return `totp of ${accountId}`;
}
