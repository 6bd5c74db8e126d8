import { always } from '../../workflows/processes/conditions.ts';
import { defineProcess } from '../../workflows/processes/define.ts';
import { hours, minutes } from '../../workflows/processes/durations.ts';

const title = { en: 'Title', fr: 'Titre' };
const waiting = {
  title,
  pauses: [],
  reminders: [],
  limit: hours(40),
  calendar: 'office',
  atLimit: 'resume',
} as const;

/** The smallest process that has one of everything. */
export const smallProcess = defineProcess({
  id: 'small',
  version: 1,
  title,
  calendars: {
    office: {
      zone: 'Europe/Paris',
      week: {
        monday: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
      },
    },
  },
  groups: {
    desk: { title, tier: 'first_line', calendar: 'office', escalatesTo: 'experts' },
    experts: { title, tier: 'second_line', calendar: 'office' },
  },
  entryGroup: 'desk',
  categories: { printer: { title, group: 'desk', escalation: { second_line: 'experts' } } },
  services: { printing: { title } },
  textFacts: { smoke: ['smoke', 'fumée'] },
  priorityMatrix: {
    high: { high: 'p1', medium: 'p2', low: 'p3' },
    medium: { high: 'p2', medium: 'p3', low: 'p4' },
    low: { high: 'p3', medium: 'p4', low: 'p4' },
  },
  defaults: { impact: 'medium', urgency: 'medium' },
  targets: [{ clock: 'resolution', when: always, within: hours(8), calendar: 'office' }],
  warnings: { resolution: [75] },
  escalationReasons: { skill: { title } },
  gates: [{ fromTier: 'first_line', requires: { test: 1 } }],
  bounceLimit: 2,
  onLapse: 'return',
  hierarchyLevels: 1,
  pending: {
    requester: {
      ...waiting,
      reminders: [hours(8)],
      atLimit: { resolve: 'silence' },
      endsOn: 'requester_message',
    },
    supplier: waiting,
    change: waiting,
  },
  assignment: minutes(30),
  attention: { after: hours(16), calendar: 'office' },
  reopenWindow: { length: hours(40), calendar: 'office' },
  messageReopens: true,
  survey: null,
  resolutionCodes: { fixed: { title }, silence: { title } },
});
