import type { Tier } from '../domain/ticket.ts';
import { defineProcess, type LocalizedText, type ProcessDefinition } from './define.ts';
import { hours } from './durations.ts';

/** What a log names, as far as its mapping says so. */
export interface HistoryNames {
  groups: Record<string, { title: LocalizedText; tier: Tier; escalatesTo?: string }>;
  entryGroup: string;
  categories: Record<string, { title: LocalizedText; group: string }>;
  services: Record<string, { title: LocalizedText }>;
  resolutionCodes: Record<string, { title: LocalizedText }>;
}

const neverInPractice = hours(100 * 365 * 24);
const waiting = {
  pauses: [],
  reminders: [],
  limit: neverInPractice,
  calendar: 'always',
  atLimit: 'resume',
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
  return defineProcess<string, string, string, string, string, string>({
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
    priorityMatrix: {
      high: { high: 'p1', medium: 'p2', low: 'p3' },
      medium: { high: 'p2', medium: 'p3', low: 'p4' },
      low: { high: 'p3', medium: 'p4', low: 'p4' },
    },
    defaults: { impact: 'medium', urgency: 'medium' },
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
      },
      supplier: {
        title: { en: 'Waiting for a supplier', fr: 'En attente d’un fournisseur' },
        ...waiting,
      },
      change: {
        title: { en: 'Waiting for a change', fr: 'En attente d’un changement' },
        ...waiting,
      },
    },
    assignment: neverInPractice,
    attention: { after: neverInPractice, calendar: 'always' },
    reopenWindow: { length: neverInPractice, calendar: 'always' },
    messageReopens: false,
    answerTakesTicket: false,
    survey: null,
    resolutionCodes: names.resolutionCodes,
  });
}

const imported = { en: 'Imported history', fr: 'Historique importé' };

/** The history process with nothing of a log's own: what the desk knows before any import. */
export const emptyHistory = historyProcess('imported_history', imported, {
  groups: { service_desk: { title: { en: 'Service desk', fr: 'Centre de services' }, tier: 1 } },
  entryGroup: 'service_desk',
  categories: {},
  services: {},
  resolutionCodes: {
    logged: { title: { en: 'Resolved in the log', fr: 'Résolu dans le journal' } },
  },
});
