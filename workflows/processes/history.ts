import type { LocalizedText, ProcessDefinition } from './define.ts';
import { hours } from './durations.ts';
import { impactsOf, namesOf, prioritiesOf, urgenciesOf } from './own_words.ts';

/** What a log names, as far as its mapping says so. */
export interface HistoryNames {
  groups: Record<string, { title: LocalizedText; tier: string; escalatesTo?: string }>;
  entryGroup: string;
  categories: Record<string, { title: LocalizedText; group: string }>;
  services: Record<string, { title: LocalizedText }>;
  resolutionCodes: Record<string, { title: LocalizedText }>;
  /** In their order: the least skill, the most urgent and the highest first; the standard ones where absent. */
  tiers?: Record<string, { title: LocalizedText }>;
  priorities?: Record<string, { title: LocalizedText }>;
  impacts?: Record<string, { title: LocalizedText }>;
  urgencies?: Record<string, { title: LocalizedText }>;
  /** What its tickets waited for, beside the requester, a supplier and a change. */
  pendingReasons?: Record<string, { title: LocalizedText }>;
}

const neverInPractice = hours(100 * 365 * 24);
const waiting = {
  limit: neverInPractice,
  calendar: 'always',
} as const;

/**
 * The process of tickets that were never served under our promises: no targets, no gate, and every
 * deadline a hundred years away, so that only the log says what happened and when.
 */
export function historyProcess(
  id: string,
  title: LocalizedText,
  names: HistoryNames,
): ProcessDefinition {
  return {
    id,
    version: 1,
    title,
    calendars: { always: 'always' },
    groups: Object.fromEntries(
      Object.entries(names.groups).map(([name, group]) => [name, { ...group, calendar: 'always' }]),
    ),
    entryGroup: names.entryGroup,
    categories: names.categories,
    services: names.services,
    ...(names.tiers && { tiers: names.tiers }),
    ...(names.priorities && { priorities: names.priorities }),
    ...(names.impacts && { impacts: names.impacts }),
    ...(names.urgencies && { urgencies: names.urgencies }),
    ...matrixOf(names),
    targets: [],
    warnings: {},
    escalationReasons: {
      logged: { title: { en: 'Escalated in the log', fr: 'Escaladé dans le journal' } },
    },
    bounceLimit: 1_000_000,
    onLapse: 'tell',
    hierarchyLevels: 1,
    pending: {
      requester: {
        title: { en: 'Waiting for the requester', fr: 'En attente du demandeur' },
        ...waiting,
        endsOn: 'requester_message',
      },
      supplier: {
        title: { en: 'Waiting for a supplier', fr: 'En attente d’un fournisseur' },
        ...waiting,
      },
      change: {
        title: { en: 'Waiting for a change', fr: 'En attente d’un changement' },
        ...waiting,
      },
      ...Object.fromEntries(
        Object.entries(names.pendingReasons ?? {}).map(([name, { title: called }]) => [
          name,
          { title: called, ...waiting },
        ]),
      ),
    },
    assignment: neverInPractice,
    attention: { after: neverInPractice, calendar: 'always' },
    reopenWindow: { length: neverInPractice, calendar: 'always' },
    messageReopens: false,
    answerTakesTicket: false,
    survey: null,
    resolutionCodes: names.resolutionCodes,
  };
}

/**
 * A log seldom says by what matrix its priorities were found: they are spread over it evenly, from the
 * highest impact and urgency to the lowest. What the log itself says of a priority counts before it.
 */
function matrixOf(names: Pick<ProcessDefinition, 'priorities' | 'impacts' | 'urgencies'>) {
  const [priorities, impacts, urgencies] = [
    namesOf(prioritiesOf(names)),
    namesOf(impactsOf(names)),
    namesOf(urgenciesOf(names)),
  ];
  const steps = impacts.length + urgencies.length - 2;
  const last = priorities.length - 1;
  const priorityAt = (step: number) =>
    priorities[steps === 0 ? 0 : Math.min(last, Math.ceil((step * last) / steps))] ?? '';
  return {
    priorityMatrix: Object.fromEntries(
      impacts.map((impact, i) => [
        impact,
        Object.fromEntries(urgencies.map((urgency, u) => [urgency, priorityAt(i + u)])),
      ]),
    ),
    defaults: { impact: middleOf(impacts), urgency: middleOf(urgencies) },
  };
}

function middleOf(names: readonly string[]): string {
  return names[Math.floor(names.length / 2)] ?? '';
}

const imported = { en: 'Imported history', fr: 'Historique importé' };

/** The history process with nothing of a log's own: what the desk knows before any import. */
export const emptyHistory = historyProcess('imported_history', imported, {
  groups: {
    service_desk: { title: { en: 'Service desk', fr: 'Centre de services' }, tier: 'first_line' },
  },
  entryGroup: 'service_desk',
  categories: {},
  services: {},
  resolutionCodes: {
    logged: { title: { en: 'Resolved in the log', fr: 'Résolu dans le journal' } },
  },
});
