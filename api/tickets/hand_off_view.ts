import type { DiagnosticStep, Escalation, HandOff } from '../../workflows/domain/ticket.ts';
import type * as shown from './contract.ts';
import {
  groupRefOf,
  iso,
  isoOrNull,
  minutes,
  personOf,
  type TicketParts,
  textOf,
  type Viewpoint,
} from './parts.ts';

export function stepView(step: DiagnosticStep, parts: TicketParts): shown.DiagnosticStep {
  return {
    id: step.stepId,
    kind: step.kind,
    runbookStep: step.runbookStep,
    ...stepTexts(step.stepId, parts),
    at: iso(step.at),
    by: personOf(step.by.id, parts.names),
    tier: step.tier,
  };
}

function stepTexts(stepId: string, { texts }: TicketParts) {
  const row = texts.get(stepId);
  return {
    step: row?.body ?? null,
    outcome: row?.outcome ?? null,
    ruledOut: row?.ruledOut ?? null,
  };
}

export function escalationView(
  escalation: Escalation,
  parts: TicketParts,
  viewpoint: Viewpoint,
): shown.Escalation {
  const group = (id: string) => groupRefOf(parts.state.processId, id, viewpoint);
  return {
    n: escalation.n,
    kind: escalation.kind,
    at: iso(escalation.at),
    by: personOf(escalation.by.id, parts.names),
    reason: escalation.reason,
    note: textOf(escalation.handOff?.noteId ?? escalation.noteId ?? null, parts.texts),
    fromGroup: group(escalation.fromGroup),
    toGroup: group(escalation.toGroup),
    fromTier: escalation.fromTier,
    toTier: escalation.toTier,
    level: escalation.level,
    outcome: escalation.outcome,
    settledAt: isoOrNull(escalation.settledAt),
    handOff: escalation.handOff && handOffView(escalation.handOff, parts, viewpoint),
  };
}

function handOffView(handOff: HandOff, parts: TicketParts, viewpoint: Viewpoint): shown.HandOff {
  const group = (id: string) => groupRefOf(parts.state.processId, id, viewpoint);
  return {
    fromGroup: group(handOff.fromGroup),
    toGroup: group(handOff.toGroup),
    fromTier: handOff.fromTier,
    toTier: handOff.toTier,
    reason: handOff.reason,
    note: textOf(handOff.noteId, parts.texts),
    requestedOutcome: textOf(handOff.requestedOutcomeId, parts.texts),
    steps: handOff.steps.map((step) => ({
      id: step.stepId,
      kind: step.kind,
      ...stepTexts(step.stepId, parts),
      tier: step.tier,
    })),
    missing: handOff.missing,
    timeAtTierMinutes: minutes(handOff.timeAtTierMs),
    by: personOf(handOff.by.id, parts.names),
  };
}
