import type {
  CompiledField,
  Expression,
  ExpressionField,
  HandOffGate,
  ProcessSnapshot,
  RequiredFields,
} from '../../domain/process.ts';
import { levels } from '../../domain/ticket.ts';
import { conditionWords, targetWords } from '../process_words.ts';
import { canHold, type Known } from './coverage.ts';
import type { Findings } from './finding.ts';

/** Rules of a process that are for no ticket: they were checked already, and are told once. */
export type Idle = ReadonlySet<object>;

/**
 * Each rule is for some ticket, and what it asks for can be asked of one: a condition that nothing can
 * meet takes a rule away, and no ticket that is tried shows it.
 *
 * @returns the rules that are for none
 */
export function checkConditions(process: ProcessSnapshot, violations: Findings): Idle {
  const idle = new Set<object>();
  const told = (rule: object, message: string) => {
    idle.add(rule);
    violations.add('condition_can_hold', message);
  };
  for (const [place, rule, when] of conditionsOf(process)) {
    if (!canHold(process, [when]))
      told(rule, `${place} is for ${conditionWords(when)}, and no ticket is that`);
  }
  for (const rule of process.triage) {
    if (idle.has(rule) || canHoldAtOpening(process, rule)) continue;
    const words = conditionWords(rule.when);
    const opened = 'when it is opened, before it has a group';
    told(rule, `triage '${rule.name}' is for ${words}, and no ticket is that ${opened}`);
  }
  process.gates.forEach((gate, index) => {
    if (idle.has(gate)) return;
    for (const asked of askedInVain(process, gate)) {
      told(gate, `gates.${index} asks for ${asked} of a runbook, and no ticket it is for has that`);
    }
  });
  process.requiredFields?.forEach((rule, index) => {
    if (idle.has(rule)) return;
    for (const field of rule.fields) {
      if (canHold(process, [rule.when, isUnknown(process, field)])) continue;
      told(
        rule,
        `requiredFields.${index} asks for the ${field}, and every ticket it is for has one`,
      );
    }
  });
  return idle;
}

type Placed = [place: string, rule: object, when: Expression];

/** Every rule with a condition that is asked about open tickets, and where its owner wrote it. */
function conditionsOf(process: ProcessSnapshot): Placed[] {
  const { triage, targets, escalationRules, gates, approvals = [], requiredFields = [] } = process;
  const named =
    (place: string) =>
    (rule: { name: string; when: Expression }): Placed => [
      `${place} '${rule.name}'`,
      rule,
      rule.when,
    ];
  return [
    ...triage.map(named('triage')),
    ...targets.map(
      (target, index): Placed => [`targets.${index}, ${targetWords(target)}`, target, target.when],
    ),
    ...escalationRules.map(named('escalationRules')),
    ...gates.map((gate, index): Placed => [`gates.${index}`, gate, { all: conditionOf(gate) }]),
    ...approvals.map(named('approvals')),
    ...requiredFields.map((rule, index): Placed => [`requiredFields.${index}`, rule, rule.when]),
    ...Object.entries(process.fields ?? {}).flatMap(fieldConditions),
  ];
}

/** It is shown of some ticket, and where it is asked for under a condition, of one that it is shown of. */
function fieldConditions([name, { shownWhen, required }]: [string, CompiledField]): Placed[] {
  const shown: Placed[] = shownWhen ? [[`fields.${name}`, shownWhen, shownWhen]] : [];
  const { when } = required ?? {};
  if (!when) return shown;
  const asked: Expression = shownWhen ? { all: [shownWhen, when] } : when;
  return [...shown, [`fields.${name}.required`, when, asked]];
}

function conditionOf({ fromTier, when }: HandOffGate): Expression[] {
  return [{ field: 'tier', in: [String(fromTier)] }, ...(when ? [when] : [])];
}

/**
 * Triage comes before the ticket has a group, at the first tier, and its priority is what the matrix
 * says or what a rule before it set.
 */
function canHoldAtOpening(
  process: ProcessSnapshot,
  rule: ProcessSnapshot['triage'][number],
): boolean {
  const { triage, priorityMatrix } = process;
  const before = triage.slice(0, triage.indexOf(rule));
  const isSet = before.some(({ set }) => set.priority !== undefined);
  const known = new Map([
    ['group', null],
    ['tier', '1'],
  ]);
  const isOfMatrix = (known: Known) => {
    const isSo = (field: ExpressionField, value: string) => (known.get(field) ?? value) === value;
    return levels.some(
      (impact) =>
        isSo('impact', impact) &&
        levels.some(
          (urgency) =>
            isSo('urgency', urgency) && isSo('priority', priorityMatrix[impact][urgency]),
        ),
    );
  };
  return canHold(process, [rule.when], { known, isPossible: (one) => isSet || isOfMatrix(one) });
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
