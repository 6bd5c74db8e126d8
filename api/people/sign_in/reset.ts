import { ipKeyGenerator } from 'express-rate-limit';
import { recordAudit } from '../../../database/audit.ts';
import { lockAccounts } from '../../../database/people.ts';
import { countAttempt } from '../../../database/sign_in/failures.ts';
import { askedResetsSince } from '../../../database/sign_in/links.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { signInWait } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { withDeskKey } from '../../http/with_desk_key.ts';
import { resetBody } from './contract.ts';
import { findByAddress, isByProviderOnly } from './find_person.ts';
import { makeMailedLink } from './make_link.ts';

const firstGapMs = 5 * minuteMs;

/**
 * How long after the last mail another one is sent: longer each time in a day, and never longer than a
 * link lasts, so that whoever is flooded by a stranger has a good one all the same.
 */
function gapAfter(countToday: number): number {
  return Math.min(hourMs, firstGapMs * 2 ** Math.min(countToday - 1, 10));
}

export const askForReset = defineOperation({
  id: 'askForReset',
  method: 'post',
  address: '/api/password-resets',
  summary:
    'Asks for a link by mail to choose another password. The answer is the same whether or not ' +
    'anybody has the address. Who signs in by a provider and has no password is mailed that, ' +
    'and no link',
  tag: 'Sign-in',
  body: resetBody,
  answers: {
    202: { description: 'Whoever has the address gets a mail, unless they just got one' },
  },
  async handle(call, dependencies) {
    const { request, body } = call;
    const { database, log } = dependencies;
    const from = `resets from ${ipKeyGenerator(request.ip ?? '')}`;
    const waitMs = await withDatabase(() =>
      countAttempt(database, [{ key: from, freeCount: 20, waitMaxMs: minuteMs }]),
    );
    if (waitMs > 0) throw signInWait(Math.max(1, Math.ceil(waitMs / secondMs)));
    const { address } = body;
    const work = withDeskKey(async () => {
      const person = await findByAddress(address, dependencies);
      if (!person) return;
      const accountId = person.account_id;
      await database.transaction(async (trx) => {
        // Of two requests at once the second one finds the link of the first.
        await lockAccounts(trx, [accountId]);
        const made = await askedResetsSince(trx, accountId, new Date(Date.now() - dayMs));
        const [last] = made;
        if (last && Date.now() - last.getTime() < gapAfter(made.length)) return;
        // A password would be a second way in, past all that the provider demands.
        const isByProvider = await isByProviderOnly(trx, accountId, dependencies);
        const purpose = isByProvider ? 'provider' : 'reset';
        await makeMailedLink(trx, { accountId, purpose, madeBy: null }, { request, dependencies });
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'sign_in_link_made',
          object: { kind: 'account', id: accountId },
          after: { purpose },
        });
      });
    });
    // It is not waited for: how long it takes would tell whether there is such a person.
    work.catch((error: unknown) => log.error({ err: error }, 'a reset was not made'));
    return { status: 202 };
  },
});
