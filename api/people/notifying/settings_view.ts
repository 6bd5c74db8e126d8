import { mainAddressOf } from '../../../database/accounts.ts';
import type { Database } from '../../../database/connection.ts';
import { zoneOf } from '../../../database/desk_profile.ts';
import { readChoices } from '../../../database/notification_choices.ts';
import type { ChoicesBySide } from '../../../database/tables.ts';
import { alwaysToldReasons } from '../../../workflows/domain/muting.ts';
import { alarmReasons } from '../../../workflows/domain/notification_words.ts';
import {
  agentReasons,
  type NotificationSide,
  notificationSides,
  type RecipientReason,
  requesterReasons,
} from '../../../workflows/domain/recipients.ts';
import { isAmong } from '../../../workflows/domain/ticket.ts';
import { canonicalJson } from '../../../workflows/processes/canonical_json.ts';
import {
  fileOf,
  historyProcessId,
  type ProcessDefinition,
  processDefinitions,
} from '../../../workflows/processes/index.ts';
import {
  type MailTimes,
  ownRule,
  rhythmOf,
  ruleFor,
} from '../../../workflows/processes/notifications/rules.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Locale } from '../../http/words.ts';
import type { Account } from '../directory.ts';
import type { NotificationSettings } from './contract.ts';

type Reason = NotificationSettings['reasons'][number];
type Rule = Reason['rules'][number];
export type Source = Rule['sources'][number];

/** How an account is told for each reason that can concern it, by every process of the desk. */
export async function findSettings(
  database: Database,
  account: Account,
): Promise<NotificationSettings> {
  const { version, choices, hours, digest_day, digest_at } = await readChoices(
    database,
    account.id,
  );
  const isOfDesk = seesInternals(account);
  // A manager is asked for approvals without working at the desk.
  const ofAgents = agentReasons.filter((reason) => isOfDesk || reason === 'approval_requested');
  const reasons = { agents: ofAgents, requesters: requesterReasons };
  const sides = isOfDesk ? notificationSides.toReversed() : notificationSides;
  return {
    version,
    zone: await zoneOf(database, account.id),
    mailAddress: (await mainAddressOf(database, account.id)) ?? null,
    hours,
    digest: { day: digest_day, at: digest_at },
    reasons: sides.flatMap((side) =>
      reasons[side].map((reason) => reasonView(side, reason, choices, account.locale)),
    ),
  };
}

function reasonView(
  side: NotificationSide,
  reason: RecipientReason,
  choices: ChoicesBySide,
  locale: Locale,
): Reason {
  return {
    side,
    reason,
    mustBeTold: isAmong(alwaysToldReasons, reason),
    isAlarm: isAmong(alarmReasons, reason),
    rules: rulesOf(side, reason, locale),
    choice: choices[side]?.[reason] ?? {},
  };
}

/** Processes that tell it alike are one rule; the one of most of them comes first. */
function rulesOf(side: NotificationSide, reason: RecipientReason, locale: Locale): Rule[] {
  const processes = processDefinitions().filter(({ id }) => id !== historyProcessId);
  const alike = Map.groupBy(processes, ({ notifications }) =>
    canonicalJson(ruleFor(notifications, side, reason)),
  );
  return [...alike.values()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap((definitions) => {
      const [first] = definitions;
      if (!first) return [];
      const { mail, ...rule } = ruleFor(first.notifications, side, reason);
      const sources = definitions.map((one) => sourceOf(one, side, reason, locale));
      return [{ ...rule, mail: rhythmOf(mail), mailAt: timeOf(mail), sources }];
    });
}

function timeOf(mail: MailTimes): Rule['mailAt'] {
  if (typeof mail === 'string') return null;
  return 'daily' in mail ? { day: null, time: mail.daily } : { day: mail.weekly, time: mail.at };
}

/** Where a process says how it is told. */
export function sourceOf(
  definition: ProcessDefinition,
  side: NotificationSide,
  reason: RecipientReason,
  locale: Locale,
): Source {
  const { id, title, version, notifications } = definition;
  return {
    process: { id, title: title[locale], version },
    path: `notifications.${side}.${reason}`,
    file: fileOf(definition) ?? null,
    isOwn: ownRule(notifications, side, reason) !== undefined,
  };
}
