import { keysOf } from '../domain/keys.ts';
import { usualClocks } from '../domain/process_clocks.ts';
import { type ClockKind, linkKinds } from '../domain/ticket.ts';
import type {
  ClockDefinition,
  LevelDefinition,
  LocalizedText,
  PriorityDefinition,
  ProcessDefinition,
  Titled,
} from './define.ts';
import {
  standardImpacts,
  standardPriorities,
  standardTiers,
  standardUrgencies,
} from './standard_words.ts';

/** A word of a process, and what people read for it. */
export interface OwnWord {
  id: string;
  title: LocalizedText;
}

/** Of impact or urgency, in their order, the most first. */
export interface ScaleWord extends OwnWord {
  /** What whoever reports something reads for it. */
  plainTitle: LocalizedText;
}

export interface PriorityWord extends OwnWord {
  /** Where there is little room: “P1, critical” is P1. */
  short: LocalizedText;
  /** 1 for the most urgent. */
  rank: number;
  /** Whether the process promises anything for such tickets. */
  isPromised: boolean;
}

export interface TierWord extends OwnWord {
  /** 1 for the least skill. */
  tier: number;
}

/** What a ticket waits for: its requester, an approval of the process, or others. */
export const waitingFor = ['requester', 'approval', 'others'] as const;
export type WaitsFor = (typeof waitingFor)[number];

export interface PendingWord extends OwnWord {
  waitsFor: WaitsFor;
}

export interface ClockWord extends OwnWord {
  measures: ClockKind;
  /** Of `tier_work`: the tier, by its name. */
  tier?: string;
}

export interface LinkWord extends OwnWord {
  /** Whether people link tickets so; the others come of what is done with tickets. */
  isGiven: boolean;
}

/** What clocks measure. */
export const clockKindTitles: Record<ClockKind, LocalizedText> = {
  first_response: { en: 'First response', fr: 'Première réponse' },
  next_response: { en: 'Next response', fr: 'Réponse suivante' },
  resolution: { en: 'Resolution', fr: 'Résolution' },
  total_resolution: { en: 'Total resolution', fr: 'Résolution totale' },
  acknowledgement: { en: 'Acknowledgement', fr: 'Prise en charge' },
  tier_work: { en: 'Work at a tier', fr: 'Travail à un niveau' },
};

const approvalTitle = { en: 'Waiting for an approval', fr: 'En attente d’une approbation' };

/** What the other ticket is to this one. */
const linkTitles: Record<string, LocalizedText> = {
  related: { en: 'Related', fr: 'Associé' },
  parent: { en: 'Parent of this one', fr: 'Parent de celui-ci' },
  child: { en: 'Child of this one', fr: 'Enfant de celui-ci' },
  split_from: { en: 'Split from', fr: 'Séparé de' },
  split_into: { en: 'Split into', fr: 'Séparé en' },
  problem: { en: 'Problem', fr: 'Problème' },
  follow_up_of: { en: 'Follow-up of', fr: 'Fait suite à' },
};
const givenLinks = ['related', 'parent', 'child'];

export function prioritiesOf({
  priorities = standardPriorities,
}: Pick<ProcessDefinition, 'priorities'>): PriorityWord[] {
  return Object.entries<PriorityDefinition>(priorities).map(([id, { title, promise }], i) => {
    const isPromised = promise !== false;
    return { id, title, short: shortOf(title), rank: i + 1, isPromised };
  });
}

export function impactsOf({
  impacts = standardImpacts,
}: Pick<ProcessDefinition, 'impacts'>): ScaleWord[] {
  return Object.entries<LevelDefinition>(impacts).map(scaleWord);
}

export function urgenciesOf({
  urgencies = standardUrgencies,
}: Pick<ProcessDefinition, 'urgencies'>): ScaleWord[] {
  return Object.entries<LevelDefinition>(urgencies).map(scaleWord);
}

function scaleWord([id, { title, plainTitle = title }]: [string, LevelDefinition]): ScaleWord {
  return { id, title, plainTitle };
}

/** What a process calls them, in their order. */
export function namesOf(words: readonly OwnWord[]): string[] {
  return words.map(({ id }) => id);
}

export function tiersOf({ tiers = standardTiers }: Pick<ProcessDefinition, 'tiers'>): TierWord[] {
  return Object.entries<Titled>(tiers).map(([id, { title }], i) => ({ id, title, tier: i + 1 }));
}

export function pendingReasonsOf({ pending }: ProcessDefinition): PendingWord[] {
  const own = keysOf(pending).map((id): PendingWord => {
    const { title = readable(id), endsOn } = pending[id] ?? {};
    if (id === 'approval') return { id, title, waitsFor: id };
    return { id, title, waitsFor: endsOn === 'requester_message' ? 'requester' : 'others' };
  });
  const hasApproval = own.some(({ waitsFor }) => waitsFor === 'approval');
  return hasApproval
    ? own
    : [...own, { id: 'approval', title: approvalTitle, waitsFor: 'approval' }];
}

/** What people put tickets on hold for; for an approval the process itself waits. */
export function offeredReasonsOf(definition: ProcessDefinition): PendingWord[] {
  return pendingReasonsOf(definition).filter(({ waitsFor }) => waitsFor !== 'approval');
}

/** Those that every process has, called by what they measure, and its own. */
export function clocksOf({ clocks = {} }: Pick<ProcessDefinition, 'clocks'>): ClockWord[] {
  const usual = usualClocks.map(({ name: id, measures }) => ({
    ...{ id, title: clockKindTitles[measures], measures },
  }));
  const own = Object.entries<ClockDefinition>(clocks).map(([id, clock]) => ({ id, ...clock }));
  return [...usual, ...own];
}

export function linkKindsOf({ links = {} }: Pick<ProcessDefinition, 'links'>): LinkWord[] {
  const needed = linkKinds.map((id) => ({
    id,
    title: linkTitles[id] ?? readable(id),
    isGiven: givenLinks.includes(id),
  }));
  const own = Object.entries(links).map(([id, { title }]) => ({ id, title, isGiven: true }));
  return [...needed, ...own];
}

/** A priority of a process, also one that it does not have any more. */
export function priorityWord(
  process: ProcessDefinition | undefined,
  id: string,
): Pick<PriorityWord, 'id' | 'title' | 'short'> {
  const known = process && prioritiesOf(process).find((word) => word.id === id);
  return known ?? { id, title: readable(id), short: readable(id) };
}

/** What a ticket of a process waits for, also where it does not have that reason any more. */
export function pendingWord(process: ProcessDefinition | undefined, id: string): PendingWord {
  const known = process && pendingReasonsOf(process).find((word) => word.id === id);
  return known ?? { id, title: readable(id), waitsFor: 'others' };
}

function shortOf({ en, fr }: LocalizedText): LocalizedText {
  return { en: en.replace(/,.*/u, ''), fr: fr.replace(/,.*/u, '') };
}

function readable(id: string): LocalizedText {
  const words = id.replaceAll('_', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return { en: title, fr: title };
}
