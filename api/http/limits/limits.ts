import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import { ApiError } from '../errors.ts';
import type { SharedCounts } from './shared_counts.ts';

/** By address, IPv6 by network: generous, against a program gone wild. */
export function limitRequests(limit: number, counts: SharedCounts): RequestHandler {
  return rateLimit({
    windowMs: minuteMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // They check how a proxy is configured, and print what they find: the settings say that.
    validate: false,
    keyGenerator: addressOf,
    store: {
      localKeys: false,
      increment: (address) => ({
        totalHits: counts.add(`requests ${address}`),
        resetTime: new Date(counts.minuteEndsAt()),
      }),
      decrement() {},
      resetKey() {},
    },
    handler: (_request, _response, next) => next(tooManyRequests(counts)),
  });
}

/** Tokens that are wrong, from one address or of one account. */
const wrongPerMinute = 300;

/**
 * Counts a credential that was refused, where it came from and whose it was. Only those that come
 * with a wrong one hear of it: whoever has a right one is never kept out by others.
 * @throws ApiError 429 where there were too many in this minute
 */
export function countWrongCredential(
  request: Request,
  accountId: string | undefined,
  counts: SharedCounts,
): void {
  const found = [counts.add(`wrong from ${addressOf(request)}`)];
  if (accountId !== undefined) found.push(counts.add(`wrong of ${accountId}`));
  if (Math.max(...found) > wrongPerMinute) throw tooManyRequests(counts);
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

function tooManyRequests(counts: SharedCounts): ApiError {
  const seconds = Math.max(1, Math.ceil((counts.minuteEndsAt() - Date.now()) / secondMs));
  const headers = { 'Retry-After': String(seconds) };
  return new ApiError(429, { code: 'too_many_requests', parameters: {} }, { headers });
}
