import type { Escalation, HandOff } from '../../workflows/domain/ticket.ts';
import type * as shown from './contract.ts';
import {
  groupRefOf,
  iso,
  isoOrNull,
  minutes,
  personOf,
  type RecordParts,
  textOf,
  type Viewpoint,
} from './parts.ts';

/** Ids of the texts an escalation shows. */
export function noteIdsOfEscalation({ noteId, handOff }: Escalation): string[] {
  const ids = [noteId, handOff?.noteId, handOff?.requestedOutcomeId];
  return ids.filter((id) => typeof id === 'string');
}

export function escalationView(
  escalation: Escalation,
  parts: RecordParts,
  viewpoint: Viewpoint,
): shown.Escalation {
  const group = (id: string) => groupRefOf(parts.processId, id, viewpoint);
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

function handOffView(handOff: HandOff, parts: RecordParts, viewpoint: Viewpoint): shown.HandOff {
  const group = (id: string) => groupRefOf(parts.processId, id, viewpoint);
  return {
    fromGroup: group(handOff.fromGroup),
    toGroup: group(handOff.toGroup),
    fromTier: handOff.fromTier,
    toTier: handOff.toTier,
    reason: handOff.reason,
    note: textOf(handOff.noteId, parts.texts),
    requestedOutcome: textOf(handOff.requestedOutcomeId, parts.texts),
    stepCount: handOff.stepCount,
    missing: handOff.missing,
    timeAtTierMinutes: minutes(handOff.timeAtTierMs),
    by: personOf(handOff.by.id, parts.names),
  };
}
