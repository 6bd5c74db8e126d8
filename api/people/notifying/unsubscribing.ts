import { z } from 'zod';
import { lockChoices, writeChoices } from '../../../database/notification_choices.ts';
import {
  endableLists,
  readUnsubscribeLink,
  type UnsubscribeLink,
} from '../../../settings/unsubscribe_links.ts';
import { alwaysToldReasons } from '../../../workflows/domain/muting.ts';
import {
  agentReasons,
  type RecipientReason,
  requesterReasons,
} from '../../../workflows/domain/recipients.ts';
import { isAmong } from '../../../workflows/domain/ticket.ts';
import { canonicalJson } from '../../../workflows/processes/canonical_json.ts';
import type { NotificationChoice } from '../../../workflows/processes/notifications/decide.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { mailLinkSecret } from '../../http/text.ts';
import { locale } from '../../http/words.ts';
import { linkHolderOf } from '../link_holder.ts';

const tag = 'People and processes';

const unsubscribeLinkBody = z
  .strictObject({ secret: mailLinkSecret })
  .meta({ id: 'UnsubscribeLink' });

const endableMails = z
  .strictObject({
    list: z.enum(endableLists).meta({
      description: 'Which mails it ends: digests, or news of tickets that somebody follows',
    }),
    locale: locale.meta({ description: 'Of whoever gets them' }),
  })
  .meta({ id: 'EndableMails' });

export const openUnsubscribing = defineOperation({
  id: 'openUnsubscribing',
  method: 'post',
  address: '/api/unsubscribe-links/opened',
  summary: 'Which mails a link ends. It ends none, however often it is looked at',
  tag,
  body: unsubscribeLinkBody,
  answers: { 200: { description: 'Which mails', schema: endableMails } },
  async handle(call, dependencies) {
    const { link, account } = await linkHolderOf(readUnsubscribeLink, call, dependencies);
    return { status: 200, body: { list: link.list, locale: account.locale } };
  },
});

export const endMails = defineOperation({
  id: 'endMails',
  method: 'post',
  address: '/api/unsubscribe-links/used',
  summary:
    'Ends mails by the link that they carry, as whoever gets them: for those reasons no more comes, ' +
    'but where a process lets nobody choose. Done again it changes nothing',
  tag,
  body: unsubscribeLinkBody,
  answers: { 200: { description: 'Which mails were ended', schema: endableMails } },
  async handle(call, dependencies) {
    const { link, account } = await linkHolderOf(readUnsubscribeLink, call, dependencies);
    await withDatabase(() => endFor(link, dependencies));
    return { status: 200, body: { list: link.list, locale: account.locale } };
  },
});

/** Whatever else somebody chose stays. */
async function endFor(
  { accountId, reasons }: UnsubscribeLink,
  { database }: ApiDependencies,
): Promise<void> {
  await database.transaction(async (trx) => {
    const before = await lockChoices(trx, accountId);
    const { requesters, agents } = before.choices;
    const choices = {
      requesters: withoutMail(requesterReasons, reasons, requesters),
      agents: withoutMail(agentReasons, reasons, agents),
    };
    if (canonicalJson(choices) === canonicalJson(before.choices)) return;
    await writeChoices(trx, accountId, { ...before, version: before.version + 1, choices });
  });
}

/** Of what must be told the bell tells where no mail does. */
function withoutMail<R extends RecipientReason>(
  known: readonly R[],
  ended: readonly string[],
  chosen: { readonly [One in R]?: NotificationChoice } = {},
): { readonly [One in R]?: NotificationChoice } {
  const named = known.filter((reason) => ended.includes(reason));
  const choices = named.map((reason): [R, NotificationChoice] => {
    const choice: NotificationChoice = chosen[reason] ?? {};
    const { bell, ...others } = choice;
    const isQuiet = bell === false && !isAmong(alwaysToldReasons, reason);
    const rings = isQuiet || bell === true ? { bell } : {};
    return [reason, { ...others, ...rings, mail: 'never' }];
  });
  return { ...chosen, ...Object.fromEntries(choices) };
}
