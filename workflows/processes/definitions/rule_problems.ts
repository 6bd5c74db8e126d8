import {
  countNames,
  type Expression,
  type ExpressionField,
  type SpanCondition,
  spanNames,
} from '../../domain/process.ts';
import {
  channels,
  deviceFactNames,
  type Priority,
  requesterFactNames,
  requesterTiers,
  ticketTypes,
} from '../../domain/ticket.ts';
import type { ProcessDefinition, TargetTable, WarningDefinition } from '../define.ts';
import { isDuration, minutesOf } from '../durations.ts';
import { clocksOf, impactsOf, namesOf, prioritiesOf, tiersOf, urgenciesOf } from '../own_words.ts';
import { conditionWords, keyWords } from '../process_words.ts';
import { type TargetRow, targetRows } from '../target_rows.ts';
import type { Check } from './checks.ts';
import { checkFormFieldCondition } from './field_condition_problems.ts';
import { checkClassification, checkRecipients } from './named_problems.ts';

export const fixedValues: Partial<Record<ExpressionField, readonly string[]>> = {
  type: ticketTypes,
  channel: channels,
  requesterTier: requesterTiers,
};

export function checkTriage(check: Check): void {
  const { triage = [] } = check.definition;
  check.unique(
    triage.map((rule) => rule.name),
    'triage',
  );
  triage.forEach((rule, index) => {
    const path = `triage.${index}`;
    checkExpression(check, rule.when, `${path}.when`);
    const { group, ...classification } = rule.set;
    checkClassification(check, classification, path);
    if (group !== undefined) check.group(group, `${path}.group`);
  });
}

export function checkExpression(check: Check, expression: Expression, path: string): void {
  if ('all' in expression || 'any' in expression) {
    const [word, parts] = 'all' in expression ? ['all', expression.all] : ['any', expression.any];
    parts.forEach((part, index) => {
      checkExpression(check, part, `${path}.${word}.${index}`);
    });
  } else if ('not' in expression) {
    checkExpression(check, expression.not, `${path}.not`);
  } else if ('fact' in expression) {
    check.oneOf(expression.fact, Object.keys(check.definition.textFacts ?? {}), `${path}.fact`);
  } else if ('formField' in expression) {
    checkFormFieldCondition(check, expression, path);
  } else if ('within' in expression) {
    check.calendar(expression.within, `${path}.within`);
  } else if ('span' in expression) {
    checkSpan(check, expression, path);
  } else if ('count' in expression) {
    const { count, atLeast } = expression;
    check.oneOf(count, countNames, `${path}.count`);
    const isCount = Number.isInteger(atLeast) && atLeast >= 1;
    check.expect(isCount, `${path}.atLeast`, atLeast, 'a whole number from 1');
  } else if ('assigneeHas' in expression) {
    check.oneOf(expression.assigneeHas, skillsOf(check.definition), `${path}.assigneeHas`);
  } else if ('requester' in expression) {
    check.oneOf(expression.requester, requesterFactNames, `${path}.requester`);
    checkWords(check, expression.in, path);
  } else if ('device' in expression) {
    check.oneOf(expression.device, deviceFactNames, `${path}.device`);
    checkWords(check, expression.in, path);
  } else {
    const allowed = valuesOf(check.definition, expression.field);
    check.expect(expression.in.length > 0, `${path}.in`, expression.in, 'at least one value');
    for (const value of expression.in) check.oneOf(value, allowed, `${path}.${expression.field}`);
  }
}

function checkSpan(
  check: Check,
  { span, atLeastMinutes, calendar }: SpanCondition,
  path: string,
): void {
  check.oneOf(span, spanNames, `${path}.span`);
  const isLength = Number.isInteger(atLeastMinutes) && atLeastMinutes >= 1;
  check.expect(isLength, `${path}.atLeast`, atLeastMinutes, 'at least a minute, in whole minutes');
  if (calendar !== undefined) check.calendar(calendar, `${path}.calendar`);
}

/** Words of the company: the process cannot know them, but for their form. */
function checkWords(check: Check, words: readonly string[], path: string): void {
  const areWords = words.length > 0 && words.every((word) => word.trim() !== '');
  check.expect(areWords, `${path}.in`, words, 'at least one word, none empty');
}

/** Skills that categories need, and those that the process names besides. */
function skillsOf({ categories, skills = [] }: ProcessDefinition): string[] {
  const needed = Object.values(categories).flatMap((category) => category.skills ?? []);
  return [...new Set([...needed, ...skills])];
}

function valuesOf(definition: ProcessDefinition, field: ExpressionField): readonly string[] {
  if (field === 'category') return Object.keys(definition.categories);
  if (field === 'service') return Object.keys(definition.services);
  if (field === 'group') return Object.keys(definition.groups);
  if (field === 'tier') return namesOf(tiersOf(definition));
  if (field === 'priority') return namesOf(prioritiesOf(definition));
  if (field === 'impact') return namesOf(impactsOf(definition));
  if (field === 'urgency') return namesOf(urgenciesOf(definition));
  return fixedValues[field] ?? [];
}

export function checkTargets(check: Check): void {
  const { warnings, clocks = {} } = check.definition;
  check.definition.targets.forEach((target, index) => {
    const path = `targets.${index}`;
    if (target.byPriority) checkTargetTable(check, target, path);
    else checkTarget(check, target, path);
  });
  const targets = targetRows(check.definition);
  const promisedTo = prioritiesOf(check.definition).filter(({ isPromised }) => isPromised);
  const priorities = namesOf(promisedTo);
  const promised = new Set(targets.map((target) => target.clock));
  // A clock of the process's own may be for some priorities alone.
  const usual = [...promised].filter((clock) => !Object.hasOwn(clocks, clock));
  for (const clock of usual) {
    for (const priority of priorities) {
      const isCovered = targets.some(
        (target) => target.clock === clock && mayHold(target.when, priority),
      );
      const expected = `a ${clock} target for each of ${priorities.join(', ')}`;
      check.expect(isCovered, 'targets', `${clock} of ${priority}`, expected);
    }
  }
  for (const [clock, percents] of Object.entries(warnings)) {
    const path = `warnings.${clock}`;
    check.expect(promised.has(clock), path, percents, 'a clock that has a target');
    check.unique(
      (percents ?? []).map((one) => JSON.stringify(one)),
      path,
    );
    (percents ?? []).forEach((warning, index) => {
      checkWarning(check, clock, warning, `${path}.${index}`);
    });
  }
}

function checkTarget(check: Check, target: Omit<TargetRow, 'place'>, path: string): void {
  const of = `${keyWords(target.clock)} of ${conditionWords(target.when)}`;
  check.oneOf(target.clock, namesOf(clocksOf(check.definition)), `${path}.clock`, of);
  checkExpression(check, target.when, `${path}.when`);
  check.calendar(target.calendar, `${path}.calendar`, of);
  check.duration(target.within, target.calendar, `${path}.within`, of);
}

function checkTargetTable(check: Check, table: TargetTable, path: string): void {
  const { when, calendar, byPriority } = table;
  const priorities = valuesOf(check.definition, 'priority');
  if (when) checkExpression(check, when, `${path}.when`);
  if (typeof calendar === 'string') check.calendar(calendar, `${path}.calendar`);
  else {
    for (const [priority, hours = ''] of Object.entries(calendar)) {
      check.oneOf(priority, priorities, `${path}.calendar`);
      check.calendar(hours, `${path}.calendar.${priority}`);
    }
  }
  for (const [clock, row = {}] of Object.entries(byPriority)) {
    check.oneOf(clock, namesOf(clocksOf(check.definition)), `${path}.byPriority`);
    for (const [priority, within] of Object.entries(row)) {
      check.oneOf(priority, priorities, `${path}.byPriority.${clock}`);
      const hours = typeof calendar === 'string' ? calendar : calendar[priority];
      const expected = `a calendar for ${priority}, which ${clock} has a target for`;
      check.expect(hours !== undefined, `${path}.calendar`, calendar, expected);
      if (hours && within) check.duration(within, hours, `${path}.byPriority.${clock}.${priority}`);
    }
  }
}

function checkWarning(check: Check, clock: string, warning: WarningDefinition, path: string): void {
  if (typeof warning === 'number') {
    const isBefore = Number.isInteger(warning) && warning >= 1 && warning <= 99;
    check.expect(isBefore, path, warning, 'a whole percentage from 1 to 99');
    return;
  }
  const { beforeDue } = warning;
  // A working day is as long as its calendar says, and targets of a clock may have several.
  const isLength = isDuration(beforeDue) && 'minutes' in beforeDue && beforeDue.minutes >= 1;
  check.expect(isLength, `${path}.beforeDue`, beforeDue, 'minutes() or hours(), not zero');
  if (!isLength) return;
  const { calendars } = check.definition;
  const promised = targetRows(check.definition).filter(
    (target) => target.clock === clock && isDuration(target.within),
  );
  const longest = Math.max(
    ...promised.map(({ within, calendar }) => minutesOf(within, calendars[calendar] ?? 'always')),
  );
  const expected = `less than the longest target of ${clock}`;
  check.expect(beforeDue.minutes < longest, `${path}.beforeDue`, beforeDue, expected);
}

export function checkRequiredFields(check: Check): void {
  const { requiredFields = [], categories, services } = check.definition;
  const known = { category: Object.keys(categories), service: Object.keys(services) };
  requiredFields.forEach(({ before, fields, when }, index) => {
    const path = `requiredFields.${index}`;
    check.expect(before.length > 0, `${path}.before`, before, 'at least one step');
    check.expect(fields.length > 0, `${path}.fields`, fields, 'at least one field');
    for (const field of fields) {
      const expected = `a field that can be filled in: this process has no ${field}`;
      check.expect(known[field].length > 0, `${path}.fields`, field, expected);
    }
    if (when) checkExpression(check, when, `${path}.when`);
  });
}

/** Whether the condition can hold for some ticket of this priority. */
function mayHold(expression: Expression, priority: Priority): boolean {
  return outcome(expression, priority) !== false;
}

/** Three-valued: undefined where it depends on more than the priority. */
function outcome(expression: Expression, priority: Priority): boolean | undefined {
  if ('all' in expression) {
    const parts = expression.all.map((part) => outcome(part, priority));
    if (parts.includes(false)) return false;
    return parts.includes(undefined) ? undefined : true;
  }
  if ('any' in expression) {
    const parts = expression.any.map((part) => outcome(part, priority));
    if (parts.includes(true)) return true;
    return parts.includes(undefined) ? undefined : false;
  }
  if ('not' in expression) {
    const inner = outcome(expression.not, priority);
    return inner === undefined ? undefined : !inner;
  }
  if (!('field' in expression) || expression.field !== 'priority') return undefined;
  return expression.in.includes(priority);
}

export function checkEscalation(check: Check): void {
  const { escalationRules = [], gates = [], warnings, hierarchyLevels } = check.definition;
  check.unique(
    escalationRules.map((rule) => rule.name),
    'escalationRules',
  );
  escalationRules.forEach((rule, index) => {
    const path = `escalationRules.${index}`;
    check.oneOf(rule.clock, namesOf(clocksOf(check.definition)), `${path}.clock`);
    checkExpression(check, rule.when, `${path}.when`);
    const percents = (warnings[rule.clock] ?? []).filter((one) => typeof one === 'number');
    const moments = [...percents, 100];
    check.oneOf(String(rule.atPercent), moments.map(String), `${path}.atPercent`);
    checkRecipients(check, rule.notify ?? [], `${path}.notify`);
    if (rule.escalate === 'functional') return;
    const level = rule.escalate.hierarchical;
    const isLevel = Number.isInteger(level) && level >= 1 && level <= hierarchyLevels;
    check.expect(isLevel, `${path}.escalate`, level, `a level from 1 to ${hierarchyLevels}`);
  });
  checkGates(check, gates);
}

/** Nobody records more of a kind on one ticket before it may go up. */
const stepsAskedMax = 50;

function checkGates(check: Check, gates: NonNullable<ProcessDefinition['gates']>): void {
  const runbooks = Object.values(check.definition.categories).flatMap(({ runbook = {} }) =>
    Object.keys(runbook),
  );
  check.unique(
    gates.map(({ fromTier, when }) => JSON.stringify([fromTier, when])),
    'gates',
  );
  const offered = kindsOffered(check.definition);
  // Nothing goes up from the last.
  const left = namesOf(tiersOf(check.definition)).slice(0, -1);
  gates.forEach(({ fromTier, when, requires = {}, runbook = [] }, index) => {
    const path = `gates.${index}`;
    check.oneOf(fromTier, left, `${path}.fromTier`);
    if (when) checkExpression(check, when, `${path}.when`);
    for (const [kind, min] of Object.entries(requires)) {
      const isCount = Number.isInteger(min) && min >= 1 && min <= stepsAskedMax;
      const expected = `a whole number from 1 to ${stepsAskedMax}`;
      check.expect(isCount, `${path}.requires.${kind}`, min, expected);
      if (offered.size === 0) continue;
      const kinds = `a kind that a runbook offers: ${[...offered].join(', ')}`;
      check.expect(offered.has(kind), `${path}.requires.${kind}`, kind, kinds);
    }
    if (runbook === 'all') {
      check.expect(runbooks.length > 0, `${path}.runbook`, runbook, 'a category with a runbook');
      return;
    }
    for (const step of runbook) check.oneOf(step, runbooks, `${path}.runbook`);
    const asks = Object.keys(requires).length + runbook.length > 0;
    check.expect(asks, path, requires, 'diagnostic steps by kind, or steps of a runbook');
  });
}

/** The kinds of the steps of all runbooks. A process without runbooks leaves steps to its agents. */
function kindsOffered({ categories }: ProcessDefinition): Set<string> {
  const runbooks = Object.values(categories).map(({ runbook = {} }) => Object.values(runbook));
  return new Set(runbooks.flat().map(({ kind }) => kind));
}
