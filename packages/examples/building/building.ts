import {
  all,
  always,
  defineProcess,
  fact,
  hours,
  is,
  minutes,
  workingDays,
} from 'palier/processes';

const day = [
  ['08:00', '12:00'],
  ['13:00', '17:00'],
] as const;
const waiting = { calendar: 'office' } as const;

export const building = defineProcess({
  id: 'building',
  version: 1,
  title: { en: 'Building', fr: 'Bâtiment' },
  calendars: {
    always: 'always',
    office: {
      zone: 'Europe/Paris',
      week: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
      holidays: { country: 'FR' },
    },
  },
  groups: {
    janitors: {
      title: { en: 'Janitors', fr: 'Gardiens' },
      tier: 'first_line',
      calendar: 'office',
      escalatesTo: 'technicians',
    },
    technicians: {
      title: { en: 'Technicians', fr: 'Techniciens' },
      tier: 'second_line',
      calendar: 'office',
    },
  },
  entryGroup: 'janitors',
  categories: {
    doors: { title: { en: 'Doors and locks', fr: 'Portes et serrures' }, group: 'janitors' },
    heating: { title: { en: 'Water and heating', fr: 'Eau et chauffage' }, group: 'technicians' },
  },
  services: { tower: { title: { en: 'Tower', fr: 'Tour' } } },
  // Words of the requester, found whatever their capitals and accents.
  textFacts: { leak: ['leak', 'leaking', 'fuite'] },
  triage: [{ name: 'leaks', when: fact('leak'), set: { category: 'heating', priority: 'p1' } }],
  priorityMatrix: {
    high: { high: 'p1', medium: 'p2', low: 'p3' },
    medium: { high: 'p2', medium: 'p3', low: 'p4' },
    low: { high: 'p3', medium: 'p4', low: 'p4' },
  },
  defaults: { impact: 'medium', urgency: 'medium' },
  targets: [
    {
      calendar: { p1: 'always', p2: 'office', p3: 'office', p4: 'office' },
      byPriority: {
        first_response: { p1: minutes(15), p2: hours(2), p3: hours(4), p4: hours(8) },
        resolution: { p1: hours(4), p2: hours(8), p3: workingDays(3), p4: workingDays(5) },
      },
    },
  ],
  warnings: { resolution: [50] },
  escalationRules: [
    {
      name: 'janitors_need_a_technician',
      clock: 'resolution',
      atPercent: 50,
      when: all(is('tier', 'first_line'), is('priority', 'p1', 'p2')),
      escalate: 'functional',
    },
    {
      name: 'late',
      clock: 'resolution',
      atPercent: 100,
      when: always,
      escalate: { hierarchical: 1 },
    },
  ],
  escalationReasons: { skill: { title: { en: 'Needs a technician', fr: 'Pour un technicien' } } },
  bounceLimit: 2,
  onLapse: 'return',
  hierarchyLevels: 1,
  pending: {
    requester: {
      ...waiting,
      title: { en: 'Waiting for the requester', fr: 'En attente du demandeur' },
      pauses: ['resolution'],
      limit: workingDays(10),
      atLimit: { resolve: 'no_answer' },
      endsOn: 'requester_message',
    },
    supplier: {
      ...waiting,
      title: { en: 'Waiting for a supplier', fr: 'En attente d’un fournisseur' },
      limit: workingDays(20),
    },
    change: {
      ...waiting,
      title: { en: 'Waiting for works', fr: 'En attente de travaux' },
      pauses: ['resolution'],
      limit: workingDays(40),
    },
  },
  assignment: minutes(30),
  attention: { after: workingDays(5), calendar: 'office' },
  reopenWindow: { length: workingDays(5), calendar: 'office' },
  messageReopens: true,
  survey: null,
  resolutionCodes: {
    repaired: { title: { en: 'Repaired', fr: 'Réparé' } },
    no_answer: { title: { en: 'No answer', fr: 'Sans réponse' } },
  },
});
