import { z } from 'zod';
import type { ActingRule, RuleTrigger } from '../../domain/rules/rule.ts';
import { noteParameters } from '../../domain/rules/rule.ts';
import { ruleEvents } from '../../domain/rules/rule_events.ts';
import { stayNames } from '../../domain/rules/stays.ts';
import { always } from '../conditions.ts';
import type { ProcessDefinition } from '../define.ts';
import type { Check } from '../definitions/checks.ts';
import { namePattern } from '../definitions/checks.ts';
import { checkExpression } from '../definitions/rule_problems.ts';
import { conditionWords, keyWords, minutesWords } from '../process_words.ts';
import { targetRows } from '../target_rows.ts';
import {
  actionWords,
  checkAction,
  compileAction,
  lengthIn,
  placeholdersIn,
} from './action_words.ts';
import type { RuleDefinition, TriggerDefinition } from './definition.ts';

/** As many rules as a process has at most: each is looked at after each step of each ticket. */
const rulesMax = 100;

/** How a trigger is written, for what comes from outside the types. */
export const triggerShape = z.union(
  [
    z.strictObject({ event: z.string() }),
    z.strictObject({ clock: z.string(), atPercent: z.number() }),
    z.strictObject({ clock: z.string(), warning: z.literal(true) }),
    z.strictObject({ in: z.string(), after: z.unknown(), calendar: z.string() }),
    z.strictObject({ opens: z.string() }),
    z.strictObject({ closes: z.string() }),
  ],
  {
    error:
      '{ event }, { clock, atPercent }, { clock, warning: true }, { in, after, calendar }, { opens } or { closes }',
  },
);

export function checkRules(check: Check): void {
  const { rules = {}, noteTemplates = {}, playbooks = [] } = check.definition;
  playbooks.forEach((name, index) => {
    check.expect(namePattern.test(name), `playbooks.${index}`, name, 'a name in snake_case');
  });
  const count = Object.keys(rules).length;
  check.expect(count <= rulesMax, 'rules', count, `at most ${rulesMax} rules`);
  for (const [name, rule] of Object.entries(rules)) checkRule(check, name, rule);
  for (const [name, text] of Object.entries(noteTemplates)) {
    const path = `noteTemplates.${name}`;
    check.expect(namePattern.test(name), path, name, 'a name in snake_case');
    check.title(text, path);
    for (const [locale, words] of Object.entries(text)) {
      for (const parameter of placeholdersIn([words])) {
        check.oneOf(parameter, noteParameters, `${path}.${locale}`);
      }
    }
  }
}

/** An action that asks of its event which ticket it is about. */
function checkLinks(check: Check, { on, do: actions }: RuleDefinition, path: string): void {
  actions.forEach((action, index) => {
    if (!('link' in action) || action.to !== 'event') return;
    const isLinked = 'event' in on && on.event === 'linked';
    const expected = "the id of a ticket, or a rule on: { event: 'linked' }";
    check.expect(isLinked, `${path}.do.${index}.to`, action.to, expected);
  });
}

function checkRule(check: Check, name: string, rule: RuleDefinition): void {
  const path = `rules.${name}`;
  check.expect(namePattern.test(name), path, name, 'a name in snake_case');
  // Each is who acted, in the history of a ticket.
  const others = (check.definition.escalationRules ?? []).map((one) => one.name);
  check.expect(!others.includes(name), path, name, 'a name that no escalation rule has');
  check.title(rule.title, `${path}.title`);
  checkTrigger(check, rule.on, `${path}.on`);
  if (rule.when) checkExpression(check, rule.when, `${path}.when`);
  check.expect(rule.do.length > 0, `${path}.do`, rule.do, 'at least one action');
  checkLinks(check, rule, path);
  rule.do.forEach((action, index) => {
    checkAction(check, action, `${path}.do.${index}`);
  });
}

function checkTrigger(check: Check, on: TriggerDefinition, path: string): void {
  if ('event' in on) {
    check.oneOf(on.event, ruleEvents, `${path}.event`);
  } else if ('clock' in on) {
    checkClock(check, on, path);
  } else if ('in' in on) {
    check.oneOf(on.in, stayNames, `${path}.in`);
    check.calendar(on.calendar, `${path}.calendar`);
    check.duration(on.after, on.calendar, `${path}.after`);
  } else if ('opens' in on) {
    check.calendar(on.opens, `${path}.opens`);
  } else {
    check.calendar(on.closes, `${path}.closes`);
  }
}

function checkClock(
  check: Check,
  on: Extract<TriggerDefinition, { clock: unknown }>,
  path: string,
): void {
  const { warnings } = check.definition;
  const promised = [...new Set(targetRows(check.definition).map(({ clock }) => clock))];
  check.oneOf(on.clock, promised, `${path}.clock`);
  const warned = warnings[on.clock] ?? [];
  if ('warning' in on) {
    const expected = `a clock that warns: warnings.${on.clock} has none`;
    check.expect(warned.length > 0, `${path}.warning`, on.clock, expected);
    return;
  }
  const percents = warned.filter((one) => typeof one === 'number');
  check.oneOf(String(on.atPercent), [...percents, 100].map(String), `${path}.atPercent`);
}

/** The rules of a process as data, in the order in which they are written. */
export function compileRules(definition: ProcessDefinition): ActingRule[] {
  return Object.entries(definition.rules ?? {}).map(([name, rule]) => ({
    name,
    on: compileTrigger(rule.on, definition),
    when: rule.when ?? always,
    do: rule.do.map((action) => compileAction(action, definition)),
    ...(rule.once && { once: rule.once }),
  }));
}

function compileTrigger(on: TriggerDefinition, definition: ProcessDefinition): RuleTrigger {
  if (!('in' in on)) return on;
  const { in: stay, after, calendar } = on;
  return { in: stay, afterMinutes: lengthIn(definition, after, calendar), calendar };
}

/** When a rule is looked at, as an owner would say it: `4 h of office in pending`. */
export function triggerWords(on: RuleTrigger): string {
  if ('event' in on) return keyWords(on.event);
  if ('atPercent' in on) {
    const moment = on.atPercent === 100 ? 'the breach' : `${on.atPercent} %`;
    return `${moment} of ${keyWords(on.clock)}`;
  }
  if ('clock' in on) return `each warning of ${keyWords(on.clock)}`;
  if ('in' in on) {
    return `${minutesWords(on.afterMinutes)} of ${on.calendar} in ${keyWords(on.in)}`;
  }
  return 'opens' in on ? `each opening of ${on.opens}` : `each closing of ${on.closes}`;
}

/** All of a rule as an owner would say it. */
export function actingRuleWords({ on, when, do: actions, once }: ActingRule): string {
  const done = actions.map(actionWords).join(', then ');
  const often = once === 'ticket' ? ', once on a ticket' : '';
  return `on ${triggerWords(on)}, of ${conditionWords(when)}: ${done}${often}`;
}
