import { timeConditions } from '../../domain/expression.ts';
import type {
  ApprovalRule,
  CompiledField,
  Expression,
  ExpressionField,
  HandOffGate,
  ProcessSnapshot,
  RequiredFields,
  Rules,
} from '../../domain/process.ts';
import type { RuleAction } from '../../domain/rules/rule.ts';
import { conditionWords, leaves, subjectOf, targetWords } from '../process_words.ts';
import { canHold, type Hours, hoursOf, type Known } from './coverage.ts';
import type { Findings } from './finding.ts';

/** Rules of a process that are for no ticket: they were checked already, and are told once. */
export type Idle = ReadonlySet<object>;

/**
 * Each rule is for some ticket, and what it asks for can be asked of one: a condition that nothing can
 * meet takes a rule away, and no ticket that is tried shows it.
 *
 * @returns the rules that are for none
 */
export function checkConditions(
  rules: Rules,
  from: number,
  { violations, notices }: { violations: Findings; notices: Findings },
): Idle {
  const { process } = rules;
  const conditions = conditionsOf(process);
  const hours = hoursOf(
    rules,
    conditions.map(([, , , when]) => when),
    from,
  );
  const idle = new Set<object>();
  const told = (rule: object, message: string, about: string) => {
    idle.add(rule);
    violations.add('condition_can_hold', message, [], [about]);
  };
  for (const [place, about, rule, when] of conditions) {
    const words = conditionWords(when);
    if (!canHold(process, [when], { hours })) {
      told(rule, `${place} is for ${words}, and no ticket is that`, about);
      continue;
    }
    // A gate is of one tier besides: what its owner wrote may be every ticket's all the same.
    const written = 'when' in rule ? (rule.when as Expression) : when;
    // Which tiers and groups there are may be said for those that will come.
    const isPlace = leaves([written]).every(
      (leaf) => 'field' in leaf && (leaf.field === 'tier' || leaf.field === 'group'),
    );
    if (isPlace || canHold(process, [{ not: written }], { hours })) continue;
    const message = `${place} is for ${conditionWords(written)}, and every ticket is that`;
    notices.add('condition_can_fail', message, [], [about]);
  }
  for (const rule of process.rules ?? []) {
    const { name, on, when } = rule;
    if (idle.has(rule) || !('clock' in on)) continue;
    const targets = process.targets.filter(({ clock }) => clock === on.clock);
    if (targets.some((target) => canHold(process, [when, target.when]))) continue;
    const message = `rules '${name}' is on ${on.clock}, which no ticket it is for is promised`;
    told(rule, message, `rules.${name}.on`);
  }
  for (const [index, rule] of process.triage.entries()) {
    if (idle.has(rule) || canHoldAtOpening(process, rule, hours)) continue;
    const words = conditionWords(rule.when);
    const opened = 'when it is opened, before it has a group';
    const message = `triage '${rule.name}' is for ${words}, and no ticket is that ${opened}`;
    told(rule, message, `triage.${index}.when`);
  }
  process.gates.forEach((gate, index) => {
    if (idle.has(gate)) return;
    for (const asked of askedInVain(process, gate)) {
      const message = `gates.${index} asks for ${asked} of a runbook, and no ticket it is for has that`;
      told(gate, message, `gates.${index}.runbook`);
    }
  });
  process.requiredFields?.forEach((rule, index) => {
    if (idle.has(rule)) return;
    for (const field of rule.fields) {
      if (canHold(process, [rule.when, isUnknown(process, field)])) continue;
      const message = `requiredFields.${index} asks for the ${field}, and every ticket it is for has one`;
      told(rule, message, `requiredFields.${index}`);
    }
  });
  noticeLookups(process, notices);
  return idle;
}

/**
 * What a step looks up it decides by the instant of the step. Where nobody takes one, a promise, an
 * approval or a rule that turns on time stays what it was until something else happens to the ticket.
 */
function noticeLookups(
  { targets, escalationRules, approvals = [] }: ProcessSnapshot,
  notices: Findings,
) {
  const places = [
    ...targets.map(
      (one, index): Placed => [`targets.${index}`, `targets.${index}.when`, one, one.when],
    ),
    ...escalationRules.map(placed('escalationRules')),
    ...approvals.map(placed('approvals')),
  ];
  for (const [place, about, , when] of places) {
    const [first] = timeConditions(when);
    if (!first) continue;
    const message = `${place} turns on time (${conditionWords(first)}): it is looked up when something happens to the ticket, and not at the instant at which that becomes another`;
    notices.add('time_is_looked_up', message, [], [about]);
  }
}

/** As it is called, and its path in the definition; the rule, and its condition. */
type Placed = [place: string, about: string, rule: object, when: Expression];

/** One of a list of rules with names. */
const placed =
  (list: string) =>
  (rule: { name: string; when: Expression }, index: number): Placed => [
    `${list} '${rule.name}'`,
    `${list}.${index}.when`,
    rule,
    rule.when,
  ];

/** Every rule with a condition that is asked about open tickets, and where its owner wrote it. */
function conditionsOf(process: ProcessSnapshot): Placed[] {
  const { triage, targets, escalationRules, gates, requiredFields = [], rules = [] } = process;
  const asked = new Set(rules.flatMap((rule) => rule.do.map(askedBy)));
  const approvals = (process.approvals ?? []).map(placed('approvals'));
  const requiring = requiredFields.map((rule, index): Placed => {
    const place = `requiredFields.${index}`;
    return [place, `${place}.when`, rule, rule.when];
  });
  return [
    ...triage.map(placed('triage')),
    ...targets.map((target, index): Placed => {
      const place = `targets.${index}`;
      return [`${place}, ${targetWords(target)}`, `${place}.when`, target, target.when];
    }),
    ...escalationRules.map(placed('escalationRules')),
    ...rules.map((rule): Placed => {
      const { name, when } = rule;
      return [`rules '${name}'`, `rules.${name}.when`, rule, when];
    }),
    ...gates.map((gate, index): Placed => {
      return [`gates.${index}`, `gates.${index}.when`, gate, { all: conditionOf(gate) }];
    }),
    // What only rules or playbooks ask for is for no ticket by itself.
    ...approvals.filter(
      ([, , rule, when]) => !(asked.has((rule as ApprovalRule).name) || isNever(when)),
    ),
    ...requiring,
    ...Object.entries(process.fields ?? {}).flatMap(fieldConditions),
  ];
}

/** As `never` is written. */
function isNever(when: Expression): boolean {
  return 'any' in when && when.any.length === 0;
}

function askedBy(action: RuleAction): string | undefined {
  return action.do === 'askApproval' ? action.approval : undefined;
}

/** It is shown of some ticket, and where it is asked for under a condition, of one that it is shown of. */
function fieldConditions([name, { shownWhen, required }]: [string, CompiledField]): Placed[] {
  const place = `fields.${name}`;
  const shown: Placed[] = shownWhen ? [[place, `${place}.shownWhen`, shownWhen, shownWhen]] : [];
  const { when } = required ?? {};
  if (!when) return shown;
  const asked: Expression = shownWhen ? { all: [shownWhen, when] } : when;
  return [...shown, [`${place}.required`, `${place}.required.when`, when, asked]];
}

function conditionOf({ fromTier, when }: HandOffGate): Expression[] {
  return [{ field: 'tier', in: [fromTier] }, ...(when ? [when] : [])];
}

/**
 * Triage comes before the ticket has a group, at the first tier, and its priority is what the matrix
 * says or what a rule before it set.
 */
function canHoldAtOpening(
  process: ProcessSnapshot,
  rule: ProcessSnapshot['triage'][number],
  hours: Hours,
): boolean {
  const { triage, priorityMatrix, impacts, urgencies } = process;
  const before = triage.slice(0, triage.indexOf(rule));
  const isSet = before.some(({ set }) => set.priority !== undefined);
  const known = new Map([
    ['group', null],
    ['tier', process.tiers[0] ?? ''],
    ...newbornOf(rule.when),
  ]);
  const isOfMatrix = (known: Known) => {
    const isSo = (field: ExpressionField, value: string) => (known.get(field) ?? value) === value;
    return impacts.some(
      (impact) =>
        isSo('impact', impact) &&
        urgencies.some(
          (urgency) =>
            isSo('urgency', urgency) && isSo('priority', priorityMatrix[impact]?.[urgency] ?? ''),
        ),
    );
  };
  return canHold(process, [rule.when], {
    known,
    isPossible: (one) => isSet || isOfMatrix(one),
    hours,
  });
}

/** A ticket that is just opened has lasted for no time, nothing of it was counted, and nobody has it. */
function newbornOf(when: Expression): [string, string | null][] {
  return leaves([when]).flatMap((leaf): [string, string | null][] => {
    if ('span' in leaf || ('count' in leaf && leaf.count !== 'affected')) {
      return [[subjectOf(leaf), '0']];
    }
    return 'assigneeHas' in leaf ? [[subjectOf(leaf), null]] : [];
  });
}

/** What a gate asks for of runbooks that no ticket has for which it asks. */
function askedInVain(process: ProcessSnapshot, gate: HandOffGate): string[] {
  const { runbook: asked = [] } = gate;
  const has = (test: (runbook: string[]) => boolean) => {
    const categories = Object.keys(process.categories).filter((name) =>
      test(process.categories[name]?.runbook ?? []),
    );
    const isOne: Expression = { field: 'category', in: categories };
    return canHold(process, [...conditionOf(gate), isOne]);
  };
  if (asked === 'all') return has((runbook) => runbook.length > 0) ? [] : ['a step'];
  return asked
    .filter((step) => !has((runbook) => runbook.includes(step)))
    .map((step) => `step '${step}'`);
}

function isUnknown(
  { categories, services }: ProcessSnapshot,
  field: RequiredFields['fields'][number],
): Expression {
  const known = field === 'category' ? Object.keys(categories) : services;
  return { not: { field, in: known } };
}
