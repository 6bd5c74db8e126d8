import { holds, type Moment } from './expression.ts';
import type { HandOffGate, ProcessSnapshot } from './process.ts';
import { type MissingSteps, stepCountOf, type TicketState } from './ticket.ts';
import { tierName } from './tiers.ts';

/** What the gates of the ticket's tier still ask for before it may go up. */
export function missingForHandOff(state: TicketState, moment: Moment): MissingSteps[] {
  const { process } = moment.rules;
  const tier = tierName(process, state.tier);
  const gates = process.gates.filter(
    ({ fromTier, when }) => fromTier === tier && (when === undefined || holds(when, state, moment)),
  );
  const steps = new Set(gates.flatMap((gate) => runbookStepsOf(gate, state, process)));
  return [
    ...gates.flatMap((gate) => missingKinds(gate, state)),
    ...[...steps]
      .filter((step) => !state.runbookSteps.includes(step))
      .map((runbookStep) => ({ runbookStep })),
  ];
}

function missingKinds({ requires }: HandOffGate, state: TicketState): MissingSteps[] {
  return requires.flatMap(({ kind, min }) => {
    const done = stepCountOf(state, kind);
    return done >= min ? [] : [{ kind, count: min - done }];
  });
}

/** Of a runbook that the ticket's category does not have, nothing can be asked. */
function runbookStepsOf(
  { runbook: asked = [] }: HandOffGate,
  { category }: TicketState,
  { categories }: ProcessSnapshot,
): string[] {
  const runbook = (category === null ? undefined : categories[category]?.runbook) ?? [];
  return asked === 'all' ? runbook : asked.filter((step) => runbook.includes(step));
}
