import messageSquare from 'icon:message-square';
import octagonX from 'icon:octagon-x';
import timer from 'icon:timer';
import webhook from 'icon:webhook';
import zap from 'icon:zap';
import { t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import type { EventRows } from './event_row.ts';

const ruleTitle = (rule: string, processId: string) => titleOf('escalationRules', rule, processId);

/** What rules of the process do by themselves. */
export const ruleEvents = {
  rule_acted: ({ data }, _actor, processId) => ({
    icon: zap,
    words: t('event.rule_acted', { rule: ruleTitle(data.rule, processId) }),
  }),
  rule_refused: ({ data }, _actor, processId) => ({
    icon: octagonX,
    words: t('event.rule_refused', {
      rule: ruleTitle(data.rule, processId),
      action: t(`rule.action.${data.action}`),
    }),
    notes: [data.why],
  }),
  rule_timed: ({ data }, _actor, processId) => ({
    icon: timer,
    words: t('event.rule_timed', { rule: ruleTitle(data.rule, processId) }),
    isMinor: true,
  }),
  rules_stopped: ({ data }, _actor, processId) => ({
    icon: octagonX,
    words: t('event.rules_stopped', {
      rule: ruleTitle(data.rule, processId),
      limit: data.limit,
    }),
    tone: 'late',
  }),
  rule_note_added: ({ data }, _actor, processId) => ({
    icon: messageSquare,
    words:
      'rule' in data
        ? t('event.rule_note_added', { rule: ruleTitle(data.rule, processId) })
        : t('event.rule_note_added_plain'),
    notes: [data.body],
  }),
  webhook_called: ({ data }, _actor, processId) => ({
    icon: webhook,
    words: t('event.webhook_called', {
      rule: ruleTitle(data.rule, processId),
      webhook: data.webhook,
    }),
    isMinor: true,
  }),
} satisfies Partial<EventRows>;
