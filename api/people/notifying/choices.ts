import { lockChoices, writeChoices } from '../../../database/notification_choices.ts';
import { alwaysToldReasons } from '../../../workflows/domain/muting.ts';
import { alarmReasons } from '../../../workflows/domain/notification_words.ts';
import { recipientReasons } from '../../../workflows/domain/recipients.ts';
import { isAmong } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';
import { checkKey } from '../../http/idempotency.ts';
import { checkVersion } from '../../http/if_match.ts';
import { defineOperation } from '../../http/operation.ts';
import type { Account } from '../directory.ts';
import {
  type NotificationChoice,
  type NotificationChoicesBody,
  notificationChoicesBody,
  notificationSettings,
} from './contract.ts';
import { findSettings } from './settings_view.ts';

const tag = 'People and processes';
const headers = { ETag: 'For If-Match: what the caller chooses, as it stands' };
const answers = { 200: { description: 'The settings', schema: notificationSettings, headers } };

export const getNotificationSettings = defineOperation({
  id: 'getNotificationSettings',
  method: 'get',
  address: '/api/account/notifications',
  summary: 'By which channels the caller is told, for each reason, and who says so',
  tag,
  answers,
  handle: ({ account }, dependencies) => answer(account, dependencies),
});

export const chooseNotifications = defineOperation({
  id: 'chooseNotifications',
  method: 'put',
  address: '/api/account/notifications',
  summary:
    'Says how the caller wants to be told, within what the processes allow; what is left out is as ' +
    'they say. What is decided from now on follows it',
  tag,
  body: notificationChoicesBody,
  isKeyed: true,
  isMatched: true,
  answers,
  async handle(call, dependencies) {
    const { account, body, idempotency, expectedVersion } = call;
    checkChoices(body.choices);
    await withDatabase(() =>
      dependencies.database.transaction(async (trx) => {
        const before = await lockChoices(trx, account.id);
        if (before.command_id === idempotency.commandId) {
          checkKey(before.fingerprint ?? '', idempotency);
          return;
        }
        checkVersion(before.version, expectedVersion);
        await writeChoices(trx, account.id, {
          version: before.version + 1,
          choices: body.choices,
          hours: body.hours,
          digest_day: body.digest.day,
          digest_at: body.digest.at,
          command_id: idempotency.commandId,
          fingerprint: idempotency.fingerprint,
        });
      }),
    );
    return answer(account, dependencies);
  },
});

/** Nobody is spared what must be told, and no alarm waits for a digest. @throws ApiError 400 */
function checkChoices(choices: NotificationChoicesBody['choices']): void {
  for (const [side, byReason] of Object.entries(choices)) {
    for (const [reason, choice] of Object.entries<NotificationChoice>(byReason)) {
      const known = recipientReasons.find((one) => one === reason);
      if (!known) continue;
      const path = `body.choices.${side}.${reason}`;
      const { bell, mail = 'never' } = choice;
      if (isAmong(alwaysToldReasons, known) && bell === false && mail === 'never') {
        throw wrongField(`${path}.bell`, expected('bell_or_mail'), givenValue(bell));
      }
      if (isAmong(alarmReasons, known) && mail !== 'never' && mail !== 'at_once') {
        throw wrongField(`${path}.mail`, expected('no_digest_of_alarm'), givenValue(mail));
      }
    }
  }
}

async function answer(account: Account, { database }: ApiDependencies) {
  const body = await withDatabase(() => findSettings(database, account));
  return { status: 200 as const, body, headers: { ETag: `"${body.version}"` } };
}
