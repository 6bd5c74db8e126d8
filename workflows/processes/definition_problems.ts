import type { Expression, ExpressionField } from '../domain/process.ts';
import type { ClockName, Priority, Tier } from '../domain/ticket.ts';
import type { CalendarDefinition } from './calendar_definition.ts';
import { calendarProblems } from './calendar_problems.ts';
import type { LocalizedText, ProcessDefinition } from './define.ts';
import type { DefinitionProblem } from './definition_error.ts';
import { type Duration, isDuration, minutesOf } from './durations.ts';

const clockNames: readonly ClockName[] = [
  'first_response',
  'next_response',
  'resolution',
  'total_resolution',
  'acknowledgement',
];
const priorities: readonly Priority[] = ['p1', 'p2', 'p3', 'p4'];
const levels = ['high', 'medium', 'low'];
const namePattern = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

const fixedValues: Partial<Record<ExpressionField, readonly string[]>> = {
  type: ['incident', 'service_request'],
  channel: ['portal', 'email', 'chat', 'phone', 'api', 'monitoring', 'import'],
  impact: levels,
  urgency: levels,
  priority: priorities,
  requesterTier: ['standard', 'vip'],
  tier: ['1', '2', '3'],
};

/** Everything wrong with a process. Types catch most of it first, but not what comes from outside. */
export function definitionProblems(definition: ProcessDefinition): DefinitionProblem[] {
  const check = new Check(definition);
  checkNames(check);
  for (const [name, calendar] of Object.entries(definition.calendars)) {
    check.problems.push(...calendarProblems(calendar, `calendars.${name}`));
  }
  checkGroups(check);
  checkCategories(check);
  checkPriorities(check);
  checkTriage(check);
  checkTargets(check);
  checkEscalation(check);
  checkPending(check);
  checkApprovals(check);
  checkRest(check);
  return check.problems;
}

/** One inspection: collects problems, and knows what the definition has. */
class Check {
  readonly definition: ProcessDefinition;
  readonly problems: DefinitionProblem[] = [];

  constructor(definition: ProcessDefinition) {
    this.definition = definition;
  }

  expect(holds: boolean, path: string, value: unknown, expected: string): void {
    if (!holds) this.problems.push({ path, value, expected });
  }

  oneOf(value: string | undefined, allowed: readonly string[], path: string): void {
    const isKnown = value !== undefined && allowed.includes(value);
    this.expect(isKnown, path, value, `one of ${allowed.join(', ') || '(none defined)'}`);
  }

  calendar(name: string, path: string): CalendarDefinition | undefined {
    this.oneOf(name, Object.keys(this.definition.calendars), path);
    return this.definition.calendars[name];
  }

  group(name: string | undefined, path: string): void {
    this.oneOf(name, Object.keys(this.definition.groups), path);
  }

  title(title: LocalizedText | undefined, path: string): void {
    for (const locale of ['en', 'fr'] as const) {
      const text = title?.[locale];
      this.expect(!!text?.trim(), `${path}.${locale}`, text, 'a text');
    }
  }

  /** A length of at least a minute of working time. */
  duration(duration: Duration, calendar: string, path: string): void {
    const hours = this.definition.calendars[calendar];
    if (!hours) return;
    const isLongEnough = isDuration(duration) && minutesOf(duration, hours) >= 1;
    this.expect(isLongEnough, path, duration, 'minutes(), hours() or workingDays(), not zero');
  }

  unique(names: readonly string[], path: string): void {
    names.forEach((name, index) => {
      const isFirst = names.indexOf(name) === index;
      this.expect(isFirst, `${path}.${index}`, name, 'a name used once');
    });
  }
}

function checkNames(check: Check): void {
  const { definition } = check;
  check.expect(namePattern.test(definition.id), 'id', definition.id, 'a name in snake_case');
  const isVersion = Number.isInteger(definition.version) && definition.version >= 1;
  check.expect(isVersion, 'version', definition.version, 'a whole number from 1');
  check.title(definition.title, 'title');
  const titled = {
    groups: definition.groups,
    categories: definition.categories,
    services: definition.services,
    resolutionCodes: definition.resolutionCodes,
    escalationReasons: definition.escalationReasons,
  };
  for (const [section, items] of Object.entries(titled)) {
    for (const [name, item] of Object.entries(items)) {
      checkName(check, `${section}.${name}`, name);
      check.title(item.title, `${section}.${name}.title`);
    }
  }
  for (const name of Object.keys(definition.calendars)) {
    checkName(check, `calendars.${name}`, name);
  }
  for (const [name, phrases] of Object.entries(definition.textFacts ?? {})) {
    checkName(check, `textFacts.${name}`, name);
    const hasWords = phrases.length > 0 && phrases.every((phrase) => /[\p{L}\p{N}]/u.test(phrase));
    check.expect(hasWords, `textFacts.${name}`, phrases, 'words or phrases, none empty');
  }
}

function checkName(check: Check, path: string, name: string): void {
  check.expect(namePattern.test(name), path, name, 'a name in snake_case');
}

function checkGroups(check: Check): void {
  const { groups, entryGroup } = check.definition;
  check.expect(Object.keys(groups).length > 0, 'groups', groups, 'at least one group');
  check.group(entryGroup, 'entryGroup');
  for (const [name, group] of Object.entries(groups)) {
    const path = `groups.${name}`;
    check.oneOf(String(group.tier), fixedValues.tier ?? [], `${path}.tier`);
    check.calendar(group.calendar, `${path}.calendar`);
    if (group.escalatesTo === undefined) continue;
    check.group(group.escalatesTo, `${path}.escalatesTo`);
    // A climb always ends: each step is to a higher tier.
    const target = groups[group.escalatesTo];
    const isHigher = !target || target.tier > group.tier;
    const expected = `a group of a tier above ${group.tier}`;
    check.expect(isHigher, `${path}.escalatesTo`, group.escalatesTo, expected);
  }
}

function checkCategories(check: Check): void {
  const { categories, groups } = check.definition;
  for (const [name, category] of Object.entries(categories)) {
    const path = `categories.${name}`;
    check.group(category.group, `${path}.group`);
    for (const [tier, group] of Object.entries(category.escalation ?? {})) {
      check.group(group, `${path}.escalation.${tier}`);
      const actual = groups[group as string]?.tier;
      const isOfTier = actual === undefined || String(actual) === tier;
      check.expect(isOfTier, `${path}.escalation.${tier}`, group, `a group of tier ${tier}`);
    }
    for (const [step, { text }] of Object.entries(category.runbook ?? {})) {
      checkName(check, `${path}.runbook.${step}`, step);
      check.title(text, `${path}.runbook.${step}.text`);
    }
  }
}

function checkPriorities(check: Check): void {
  const { priorityMatrix, defaults } = check.definition;
  for (const impact of levels as ['high']) {
    for (const urgency of levels as ['high']) {
      const priority = priorityMatrix[impact]?.[urgency];
      check.oneOf(priority, priorities, `priorityMatrix.${impact}.${urgency}`);
    }
  }
  check.oneOf(defaults.impact, levels, 'defaults.impact');
  check.oneOf(defaults.urgency, levels, 'defaults.urgency');
}

function checkTriage(check: Check): void {
  const { triage = [], categories, services } = check.definition;
  check.unique(
    triage.map((rule) => rule.name),
    'triage',
  );
  triage.forEach((rule, index) => {
    const path = `triage.${index}`;
    checkExpression(check, rule.when, `${path}.when`);
    const { category, service, group, priority, impact, urgency } = rule.set;
    if (category !== undefined) check.oneOf(category, Object.keys(categories), `${path}.category`);
    if (service !== undefined) check.oneOf(service, Object.keys(services), `${path}.service`);
    if (group !== undefined) check.group(group, `${path}.group`);
    if (priority !== undefined) check.oneOf(priority, priorities, `${path}.priority`);
    if (impact !== undefined) check.oneOf(impact, levels, `${path}.impact`);
    if (urgency !== undefined) check.oneOf(urgency, levels, `${path}.urgency`);
  });
}

function checkExpression(check: Check, expression: Expression, path: string): void {
  if ('all' in expression || 'any' in expression) {
    const [word, parts] = 'all' in expression ? ['all', expression.all] : ['any', expression.any];
    parts.forEach((part, index) => {
      checkExpression(check, part, `${path}.${word}.${index}`);
    });
  } else if ('not' in expression) {
    checkExpression(check, expression.not, `${path}.not`);
  } else if ('fact' in expression) {
    check.oneOf(expression.fact, Object.keys(check.definition.textFacts ?? {}), `${path}.fact`);
  } else {
    const allowed = valuesOf(check.definition, expression.field);
    check.expect(expression.in.length > 0, `${path}.in`, expression.in, 'at least one value');
    for (const value of expression.in) check.oneOf(value, allowed, `${path}.${expression.field}`);
  }
}

function valuesOf(definition: ProcessDefinition, field: ExpressionField): readonly string[] {
  if (field === 'category') return Object.keys(definition.categories);
  if (field === 'service') return Object.keys(definition.services);
  if (field === 'group') return Object.keys(definition.groups);
  return fixedValues[field] ?? [];
}

function checkTargets(check: Check): void {
  const { targets, warnings } = check.definition;
  targets.forEach((target, index) => {
    const path = `targets.${index}`;
    check.oneOf(target.clock, clockNames, `${path}.clock`);
    checkExpression(check, target.when, `${path}.when`);
    check.calendar(target.calendar, `${path}.calendar`);
    check.duration(target.within, target.calendar, `${path}.within`);
  });
  const promised = new Set(targets.map((target) => target.clock));
  for (const clock of promised) {
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
    check.expect(promised.has(clock as ClockName), path, percents, 'a clock that has a target');
    check.unique((percents ?? []).map(String), path);
    (percents ?? []).forEach((percent, index) => {
      const isBefore = Number.isInteger(percent) && percent >= 1 && percent <= 99;
      check.expect(isBefore, `${path}.${index}`, percent, 'a whole percentage from 1 to 99');
    });
  }
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
  if ('fact' in expression || expression.field !== 'priority') return undefined;
  return expression.in.includes(priority);
}

function checkEscalation(check: Check): void {
  const { escalationRules = [], gates = [], warnings, hierarchyLevels } = check.definition;
  check.unique(
    escalationRules.map((rule) => rule.name),
    'escalationRules',
  );
  escalationRules.forEach((rule, index) => {
    const path = `escalationRules.${index}`;
    check.oneOf(rule.clock, clockNames, `${path}.clock`);
    checkExpression(check, rule.when, `${path}.when`);
    const moments = [...(warnings[rule.clock] ?? []), 100];
    check.oneOf(String(rule.atPercent), moments.map(String), `${path}.atPercent`);
    if (rule.escalate === 'functional') return;
    const level = rule.escalate.hierarchical;
    const isLevel = Number.isInteger(level) && level >= 1 && level <= hierarchyLevels;
    check.expect(isLevel, `${path}.escalate`, level, `a level from 1 to ${hierarchyLevels}`);
  });
  check.unique(
    gates.map((gate) => String(gate.fromTier)),
    'gates',
  );
  gates.forEach((gate, index) => {
    check.oneOf(String(gate.fromTier satisfies Tier), ['1', '2'], `gates.${index}.fromTier`);
    for (const [kind, min] of Object.entries(gate.requires)) {
      const isCount = Number.isInteger(min) && min >= 1;
      check.expect(isCount, `gates.${index}.requires.${kind}`, min, 'a whole number from 1');
    }
  });
}

function checkPending(check: Check): void {
  const { pending, approvals } = check.definition;
  for (const reason of ['requester', 'supplier', 'change'] as const) {
    check.expect(!!pending[reason], `pending.${reason}`, pending[reason], 'a rule for this reason');
  }
  if (approvals?.length) {
    const expected = 'a rule for the rest of tickets that wait for an approval';
    check.expect(!!pending.approval, 'pending.approval', pending.approval, expected);
  }
  for (const [reason, rule] of Object.entries(pending)) {
    if (rule) checkPendingRule(check, rule, `pending.${reason}`);
  }
}

function checkPendingRule(
  check: Check,
  rule: ProcessDefinition['pending']['requester'],
  path: string,
): void {
  const { resolutionCodes } = check.definition;
  check.title(rule.title, `${path}.title`);
  for (const clock of rule.pauses) check.oneOf(clock, clockNames, `${path}.pauses`);
  const calendar = check.calendar(rule.calendar, `${path}.calendar`);
  check.duration(rule.limit, rule.calendar, `${path}.limit`);
  if (rule.atLimit !== 'resume') {
    check.oneOf(rule.atLimit.resolve, Object.keys(resolutionCodes), `${path}.atLimit.resolve`);
  }
  if (calendar) checkReminders(check, rule, calendar, path);
}

function checkApprovals(check: Check): void {
  const { approvals = [], groups, resolutionCodes, notificationHours } = check.definition;
  check.unique(
    approvals.map((approval) => approval.name),
    'approvals',
  );
  approvals.forEach((approval, index) => {
    const path = `approvals.${index}`;
    check.title(approval.title, `${path}.title`);
    checkExpression(check, approval.when, `${path}.when`);
    check.oneOf(approval.by, Object.keys(groups), `${path}.by`);
    check.oneOf(approval.refusedAs, Object.keys(resolutionCodes), `${path}.refusedAs`);
  });
  if (notificationHours !== undefined) check.calendar(notificationHours, 'notificationHours');
}

function checkReminders(
  check: Check,
  rule: ProcessDefinition['pending']['requester'],
  calendar: CalendarDefinition,
  path: string,
): void {
  if (![rule.limit, ...rule.reminders].every(isDuration)) {
    check.expect(false, `${path}.reminders`, rule.reminders, 'lengths of time with a unit');
    return;
  }
  const limit = minutesOf(rule.limit, calendar);
  let last = 0;
  rule.reminders.forEach((reminder, index) => {
    const at = minutesOf(reminder, calendar);
    const expected = 'reminders in order, before the limit';
    check.expect(at > last && at < limit, `${path}.reminders.${index}`, reminder, expected);
    last = at;
  });
}

function checkRest(check: Check): void {
  const { definition } = check;
  const { assignment, attention, reopenWindow, survey, groups, entryGroup } = definition;
  const count = (value: number, min: number, path: string) =>
    check.expect(
      Number.isInteger(value) && value >= min,
      path,
      value,
      `a whole number from ${min}`,
    );
  count(definition.bounceLimit, 1, 'bounceLimit');
  count(definition.hierarchyLevels, 0, 'hierarchyLevels');
  check.duration(assignment, groups[entryGroup]?.calendar ?? '', 'assignment');
  check.calendar(attention.calendar, 'attention.calendar');
  check.duration(attention.after, attention.calendar, 'attention.after');
  check.calendar(reopenWindow.calendar, 'reopenWindow.calendar');
  check.duration(reopenWindow.length, reopenWindow.calendar, 'reopenWindow.length');
  if (survey) {
    check.calendar(survey.calendar, 'survey.calendar');
    check.duration(survey.expiresAfter, survey.calendar, 'survey.expiresAfter');
  }
  const codes = definition.resolutionCodes;
  check.expect(Object.keys(codes).length > 0, 'resolutionCodes', codes, 'at least one code');
}
