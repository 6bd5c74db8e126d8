import type { RecipientReason } from '../../../../workflows/domain/recipients.ts';
import { t } from './language.ts';

/** For what somebody is told, where neither the ticket nor the rule is known. */
export function reasonTitle(reason: RecipientReason): string {
  // What these tell names a rule or a level.
  if (reason === 'rule' || reason === 'escalated' || reason === 'handed_off') {
    return t(`choices.${reason}`);
  }
  return t(`notifications.reason.${reason}`);
}
