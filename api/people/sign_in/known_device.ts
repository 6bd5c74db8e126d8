import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { DeskKeyError } from '../../../settings/desk_key.ts';
import { dayMs } from '../../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { deviceCookie } from '../../http/cookies.ts';

const knownMs = 180 * dayMs;
const idBytes = 12;
const cookie = /^([\w-]{16})\.([\w-]{43})$/;

type Needs = Pick<ApiDependencies, 'deskKey'>;

/** The id of the device where this account signed in on it before; it opens nothing. */
export function knownDeviceOf(
  request: Request,
  accountId: string,
  needs: Needs,
): string | undefined {
  const [, id, given] = cookie.exec(deviceCookie.read(request) ?? '') ?? [];
  if (id === undefined || given === undefined) return undefined;
  const wanted = signatureOf(id, accountId, needs);
  return wanted !== undefined && timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
    ? id
    : undefined;
}

/** Lets the device be known again as one on which this account signed in. */
export function knowDevice(
  request: Request,
  response: Response,
  accountId: string,
  needs: Needs,
): void {
  const id = knownDeviceOf(request, accountId, needs) ?? randomBytes(idBytes).toString('base64url');
  const signature = signatureOf(id, accountId, needs);
  if (signature === undefined) return;
  deviceCookie.set(request, response, `${id}.${signature}`, knownMs);
}

/** Undefined where the desk has no key: then all devices are strangers. */
function signatureOf(id: string, accountId: string, { deskKey }: Needs): string | undefined {
  try {
    return deskKey.sign(`device ${id} of ${accountId}`);
  } catch (error) {
    if (error instanceof DeskKeyError) return undefined;
    throw error;
  }
}
