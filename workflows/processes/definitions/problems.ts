import { clockKinds, isAmong, linkKinds, runbookStepsMax } from '../../domain/ticket.ts';
import { calendarProblems, calendarShapeProblems } from '../calendars/problems.ts';
import type { ProcessDefinition } from '../define.ts';
import { impactsOf, namesOf, prioritiesOf, tiersOf, urgenciesOf } from '../own_words.ts';
import { checkRules } from '../rules/rules.ts';
import { checkApprovals } from './approval_problems.ts';
import { Check, idPattern, namePattern } from './checks.ts';
import type { DefinitionProblem } from './error.ts';
import { checkFields } from './field_problems.ts';
import { checkNotifications } from './notification_problems.ts';
import { checkPending } from './pending_problems.ts';
import {
  checkEscalation,
  checkRequiredFields,
  checkTargets,
  checkTriage,
} from './rule_problems.ts';
import { shapeProblems } from './shape.ts';
import { checkTasks } from './task_problems.ts';

/**
 * Everything wrong with a process. Types catch most of it first, but not what comes from outside.
 * Where its form is wrong, that alone is told: the rest could not be read.
 */
export function definitionProblems(definition: ProcessDefinition): DefinitionProblem[] {
  const malformed = formProblems(definition);
  if (malformed.length > 0) return malformed;
  const check = new Check(definition);
  checkNames(check);
  for (const [name, calendar] of Object.entries(definition.calendars)) {
    check.inCalendar(name, calendarProblems(calendar, `calendars.${name}`));
  }
  checkGroups(check);
  checkCategories(check);
  checkPriorities(check);
  checkClocks(check);
  checkTriage(check);
  checkTargets(check);
  checkEscalation(check);
  checkRules(check);
  checkRequiredFields(check);
  checkFields(check);
  checkTasks(check);
  checkPending(check);
  checkLinks(check);
  checkApprovals(check);
  checkNotifications(check);
  checkRest(check);
  return check.problems;
}

function formProblems(definition: ProcessDefinition): DefinitionProblem[] {
  const calendars = Object.entries(definition?.calendars ?? {});
  return [
    ...shapeProblems(definition),
    ...calendars.flatMap(([name, hours]) => calendarShapeProblems(hours, `calendars.${name}`)),
  ];
}

function checkNames(check: Check): void {
  const { definition } = check;
  check.expect(idPattern.test(definition.id), 'id', definition.id, 'a name in snake_case');
  const isVersion = Number.isInteger(definition.version) && definition.version >= 1;
  check.expect(isVersion, 'version', definition.version, 'a whole number from 1');
  check.title(definition.title, 'title');
  const titled = {
    tiers: definition.tiers ?? {},
    priorities: definition.priorities ?? {},
    impacts: definition.impacts ?? {},
    clocks: definition.clocks ?? {},
    urgencies: definition.urgencies ?? {},
    roles: definition.roles ?? {},
    groups: definition.groups,
    categories: definition.categories,
    services: definition.services,
    links: definition.links ?? {},
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

function checkClocks(check: Check): void {
  const tiers = namesOf(tiersOf(check.definition));
  for (const [name, clock] of Object.entries(check.definition.clocks ?? {})) {
    const path = `clocks.${name}`;
    const isOwn = !isAmong(clockKinds, name);
    check.expect(isOwn, path, name, `a name that no clock has by what it measures: ${usualNames}`);
    if (clock.measures === 'tier_work') check.oneOf(clock.tier, tiers, `${path}.tier`);
  }
}

const usualNames = clockKinds.join(', ');

function checkGroups(check: Check): void {
  const { groups, entryGroup } = check.definition;
  const tiers = namesOf(tiersOf(check.definition));
  check.expect(tiers.length > 0, 'tiers', tiers, 'at least one');
  check.expect(Object.keys(groups).length > 0, 'groups', groups, 'at least one group');
  check.group(entryGroup, 'entryGroup');
  for (const [name, group] of Object.entries(groups)) {
    const path = `groups.${name}`;
    check.oneOf(group.tier, tiers, `${path}.tier`);
    check.calendar(group.calendar, `${path}.calendar`);
    if (group.escalatesTo === undefined) continue;
    check.group(group.escalatesTo, `${path}.escalatesTo`);
    // A climb always ends: each step is to a higher tier.
    const target = groups[group.escalatesTo];
    const isHigher = !target || tiers.indexOf(target.tier) > tiers.indexOf(group.tier);
    const expected = `a group of a tier above ${group.tier}`;
    check.expect(isHigher, `${path}.escalatesTo`, group.escalatesTo, expected);
  }
}

function checkCategories(check: Check): void {
  const { categories, groups } = check.definition;
  // Nothing climbs to the first.
  const above = namesOf(tiersOf(check.definition)).slice(1);
  for (const [name, category] of Object.entries(categories)) {
    const path = `categories.${name}`;
    check.group(category.group, `${path}.group`);
    for (const [tier, group] of Object.entries(category.escalation ?? {})) {
      check.group(group, `${path}.escalation.${tier}`);
      check.oneOf(tier, above, `${path}.escalation`);
      const actual = groups[group ?? '']?.tier;
      const isOfTier = actual === undefined || actual === tier;
      check.expect(isOfTier, `${path}.escalation.${tier}`, group, `a group of tier ${tier}`);
    }
    const steps = Object.entries(category.runbook ?? {});
    // Of more a gate would ask again for what was done.
    const isRemembered = steps.length <= runbookStepsMax;
    const expected = `at most ${runbookStepsMax} steps: a ticket remembers no more`;
    check.expect(isRemembered, `${path}.runbook`, steps.length, expected);
    for (const [step, { text }] of steps) {
      checkName(check, `${path}.runbook.${step}`, step);
      check.title(text, `${path}.runbook.${step}.text`);
    }
  }
}

function checkPriorities(check: Check): void {
  const { definition } = check;
  const { priorityMatrix, defaults } = definition;
  const [priorities, impacts, urgencies] = [
    namesOf(prioritiesOf(definition)),
    namesOf(impactsOf(definition)),
    namesOf(urgenciesOf(definition)),
  ];
  for (const [scale, words] of Object.entries({ priorities, impacts, urgencies })) {
    check.expect(words.length > 0, scale, words, 'at least one');
  }
  for (const impact of impacts) {
    for (const urgency of urgencies) {
      const priority = priorityMatrix[impact]?.[urgency];
      check.oneOf(priority, priorities, `priorityMatrix.${impact}.${urgency}`);
    }
  }
  for (const [impact, row] of Object.entries(priorityMatrix)) {
    check.oneOf(impact, impacts, `priorityMatrix.${impact}`);
    for (const urgency of Object.keys(row)) {
      check.oneOf(urgency, urgencies, `priorityMatrix.${impact}.${urgency}`);
    }
  }
  check.oneOf(defaults.impact, impacts, 'defaults.impact');
  check.oneOf(defaults.urgency, urgencies, 'defaults.urgency');
}

/** Each end of a link is the other's inverse, and none is called as the desk calls its own. */
function checkLinks(check: Check): void {
  const { links = {} } = check.definition;
  for (const [name, { inverse }] of Object.entries(links)) {
    const isOwn = !isAmong(linkKinds, name);
    check.expect(isOwn, `links.${name}`, name, `a name that is not ${linkKinds.join(', ')}`);
    const isMutual = links[inverse]?.inverse === name;
    const expected = `a link whose inverse is ${name}`;
    check.expect(isMutual, `links.${name}.inverse`, inverse, expected);
  }
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
