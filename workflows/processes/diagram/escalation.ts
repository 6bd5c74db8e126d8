import type { EscalationRule, Expression, ProcessSnapshot } from '../../domain/process.ts';
import { clocksOf } from '../../domain/process_clocks.ts';
import type { ActingRule } from '../../domain/rules/rule.ts';
import type { ClockName } from '../../domain/ticket.ts';
import { groupAbove, tierName } from '../../domain/tiers.ts';
import { conditionWords, keyWords } from '../process_words.ts';
import { triggerWords } from '../rules/rules.ts';
import type { DiagramEdge, DiagramPart, DiagramTitles } from './diagram.ts';
import { EdgeGatherer } from './edges.ts';

/** `null` stands for a ticket without a category. */
type CategoryId = string | null;

/** Support groups by tier: where tickets enter, where they climb to and how they come back. */
export function escalationPart(process: ProcessSnapshot, titles: DiagramTitles): DiagramPart {
  const groups = Object.entries(process.groups).sort(([, a], [, b]) => a.tier - b.tier);
  const tiers = [...new Set(groups.map(([, { tier }]) => tier))].sort((a, b) => a - b);
  const levels = Array.from({ length: process.hierarchyLevels }, (_, index) => index + 1);
  return {
    id: 'escalation',
    title: 'Support groups',
    frames: [
      { id: 'support', title: 'Support', note: null, parent: null },
      ...tiers.map((tier) => ({
        id: `tier_${tier}`,
        title: titles.tier(tierName(process, tier) ?? String(tier)),
        note: null,
        parent: 'support',
      })),
    ],
    nodes: [
      ...groups.map(([id, { tier }]) => ({
        id: `group_${id}`,
        title: titles.group(id),
        frame: `tier_${tier}`,
        isEnd: false,
      })),
      ...levels.map((level) => ({
        id: `management_${level}`,
        title: levels.length === 1 ? 'management' : `management, level ${level}`,
        frame: null,
        isEnd: false,
      })),
    ],
    edges: [...entries(process, titles), ...climbs(process, titles), ...hierarchy(process)],
  };
}

function entries(process: ProcessSnapshot, titles: DiagramTitles): DiagramEdge[] {
  const edges = new EdgeGatherer();
  const starts = startsOf(process);
  for (const [group, categories] of starts) {
    const isOnly = starts.size === 1;
    const label = isOnly ? '' : namesOf(categories, titles);
    edges.add(null, `group_${group}`, 'command', label);
  }
  for (const { name, set, when } of process.triage) {
    if (set.group === undefined) continue;
    edges.add(null, `group_${set.group}`, 'rule', `${keyWords(name)}, for ${conditionWords(when)}`);
  }
  return edges.list();
}

/** Where triage puts tickets by category alone. */
function startsOf(process: ProcessSnapshot): Map<string, CategoryId[]> {
  const starts = new Map<string, CategoryId[]>();
  for (const category of categoriesOf(process)) {
    const group = category === null ? process.entryGroup : groupOf(process, category);
    starts.set(group, [...(starts.get(group) ?? []), category]);
  }
  return starts;
}

function climbs(process: ProcessSnapshot, titles: DiagramTitles): DiagramEdge[] {
  const edges = new EdgeGatherer();
  const back = process.onLapse === 'return' ? 'refused, or not accepted in time' : 'refused';
  for (const [from, above] of climbsOf(process)) {
    const passing = [...above.values()].flat();
    for (const [to, categories] of above) {
      const isOnly = categories.length === passing.length;
      const label = isOnly ? 'escalated' : `escalated: ${namesOf(categories, titles)}`;
      edges.add(`group_${from}`, `group_${to}`, 'command', label);
      edges.add(`group_${to}`, `group_${from}`, 'time', back);
      for (const rule of process.rules ?? []) {
        const climbs = rule.do.some((action) => action.do === 'escalate' && 'functional' in action);
        const mayBegin = !('clock' in rule.on) || mayRun(process, rule.on.clock, from);
        if (!climbs || !mayBegin) continue;
        if (mayHold(rule.when, groupAndTier(process, from)) === false) continue;
        edges.add(`group_${from}`, `group_${to}`, 'rule', triggeredWords(rule));
      }
      for (const rule of functionalRules(process, from)) {
        edges.add(`group_${from}`, `group_${to}`, 'rule', ruleWords(rule));
      }
    }
  }
  return edges.list();
}

/** By group, the groups above it and the categories that climb there. */
function climbsOf(process: ProcessSnapshot): Map<string, Map<string, CategoryId[]>> {
  const found = new Map<string, Map<string, CategoryId[]>>();
  const climb = (group: string, category: CategoryId) => {
    const above = groupOver(process, group, category);
    if (above === null) return;
    const targets = found.get(group) ?? new Map<string, CategoryId[]>();
    found.set(group, targets);
    const known = targets.get(above) ?? [];
    if (known.includes(category)) return;
    targets.set(above, [...known, category]);
    climb(above, category);
  };
  for (const [group, categories] of startsOf(process)) {
    for (const category of categories) climb(group, category);
  }
  for (const { set } of process.triage) {
    if (set.group === undefined) continue;
    for (const category of categoriesOf(process)) climb(set.group, category);
  }
  return found;
}

function groupOver(process: ProcessSnapshot, group: string, category: CategoryId): string | null {
  const from = process.groups[group];
  return from ? groupAbove(process, { category, group, tier: from.tier }) : null;
}

function hierarchy(process: ProcessSnapshot): DiagramEdge[] {
  const { hierarchyLevels, bounceLimit } = process;
  const edges = new EdgeGatherer();
  const level = (wanted: number) => `management_${Math.min(wanted, hierarchyLevels)}`;
  if (hierarchyLevels === 0) return [];
  edges.add('support', level(1), 'command', 'escalated to management');
  edges.add('support', level(1), 'rule', `handed back ${bounceLimit} times`);
  for (const rule of process.escalationRules) {
    if ('functional' in rule.then) continue;
    edges.add('support', level(rule.then.hierarchical), 'rule', ruleWords(rule));
  }
  for (const rule of process.rules ?? []) {
    for (const action of rule.do) {
      if (action.do !== 'escalate' || 'functional' in action) continue;
      edges.add('support', level(action.hierarchical), 'rule', triggeredWords(rule));
    }
  }
  for (let higher = 2; higher <= hierarchyLevels; higher++) {
    edges.add(level(higher - 1), level(higher), 'command', 'escalated again');
  }
  return edges.list();
}

function functionalRules(process: ProcessSnapshot, group: string): EscalationRule[] {
  const known = groupAndTier(process, group);
  return process.escalationRules.filter(
    (rule) =>
      'functional' in rule.then &&
      mayRun(process, rule.clock, group) &&
      mayHold(rule.when, known) !== false,
  );
}

/** The work at a tier is measured there. */
function mayRun(process: ProcessSnapshot, clock: ClockName, group: string): boolean {
  const { tier } = clocksOf(process).get(clock) ?? {};
  return tier === undefined || tier === groupAndTier(process, group).tier;
}

function groupAndTier(process: ProcessSnapshot, group: string) {
  return { group, tier: tierName(process, process.groups[group]?.tier ?? 0) ?? '' };
}

/** Undefined where it depends on more than the group. */
function mayHold(
  expression: Expression,
  known: { group: string; tier: string },
): boolean | undefined {
  if ('all' in expression) {
    const parts = expression.all.map((part) => mayHold(part, known));
    if (parts.includes(false)) return false;
    return parts.includes(undefined) ? undefined : true;
  }
  if ('any' in expression) {
    const parts = expression.any.map((part) => mayHold(part, known));
    if (parts.includes(true)) return true;
    return parts.includes(undefined) ? undefined : false;
  }
  if ('not' in expression) {
    const part = mayHold(expression.not, known);
    return part === undefined ? undefined : !part;
  }
  if (!('field' in expression) || !(expression.field in known)) return undefined;
  return expression.in.includes(known[expression.field as 'group' | 'tier']);
}

function triggeredWords({ name, on }: ActingRule): string {
  return `${keyWords(name)}, on ${triggerWords(on)}`;
}

function ruleWords({ name, clock, atPercent }: EscalationRule): string {
  const moment = atPercent === 100 ? 'breach' : `${atPercent} %`;
  return `${keyWords(name)} (${moment} of ${keyWords(clock)})`;
}

function categoriesOf(process: ProcessSnapshot): CategoryId[] {
  return [...Object.keys(process.categories), null];
}

function groupOf(process: ProcessSnapshot, category: string): string {
  return process.categories[category]?.group ?? process.entryGroup;
}

function namesOf(categories: CategoryId[], titles: DiagramTitles): string {
  const names = categories.map((id) => (id === null ? 'no category' : titles.category(id)));
  return names.join(', ');
}
