import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import {
  type Counted,
  countAttempt,
  failureName,
  forgetFailures,
} from '../../../database/sign_in/failures.ts';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { signInWait } from '../../http/errors.ts';
import { knownDeviceOf } from './known_device.ts';

export interface Attempt {
  /** It was right: it counts as no failure, and those before it are forgotten. */
  succeeded(): Promise<void>;
}

type Needs = Pick<ApiDependencies, 'database' | 'deskKey'>;

/**
 * Lets an attempt be made, or has it wait. Nobody is locked out: waits end, grow to minutes at most, and
 * a device that this account signed in on before is held to what was tried on it alone.
 *
 * @param whose what was typed or is known of who it shall be; the same wait whether or not there is such
 *   an account
 * @throws ApiError 429 with the seconds to wait
 */
export async function beginAttempt(
  request: Request,
  { whose, accountId }: { whose: string; accountId: string | undefined },
  needs: Needs,
): Promise<Attempt> {
  const net = ipKeyGenerator(request.ip ?? '');
  const name = failureName(whose);
  const deviceId = accountId === undefined ? undefined : knownDeviceOf(request, accountId, needs);
  const counted: Counted[] =
    deviceId === undefined
      ? [
          { key: `${name} from ${net}`, freeCount: 5, waitMaxMs: 15 * minuteMs },
          // From many networks at once: slower for strangers, never closed.
          { key: `of ${name}`, freeCount: 100, waitMaxMs: 30 * secondMs },
          // A whole company may be behind one address.
          { key: `from ${net}`, freeCount: 100, waitMaxMs: 10 * secondMs },
        ]
      : [{ key: `device ${deviceId}`, freeCount: 5, waitMaxMs: 5 * minuteMs }];
  const waitMs = await withDatabase(() => countAttempt(needs.database, counted));
  if (waitMs > 0) throw signInWait(Math.max(1, Math.ceil(waitMs / secondMs)));
  return {
    async succeeded() {
      const [own] = counted;
      if (own) await withDatabase(() => forgetFailures(needs.database, own.key));
    },
  };
}
