import {
  always,
  defineProcess,
  hours,
  is,
  minutes,
  not,
  workingDays,
} from '../../workflows/processes/public.ts';

const waiting = {
  pauses: ['resolution'],
  limit: workingDays(20),
  calendar: 'always',
} as const;

/** A process with hardly a word of the standard: what shows tickets may know none of them beforehand. */
export const workshop = defineProcess({
  id: 'workshop',
  version: 1,
  title: { en: 'Workshop', fr: 'Atelier' },
  calendars: { always: 'always' },
  priorities: {
    standstill: { title: { en: 'Standstill', fr: 'Arrêt' } },
    danger: { title: { en: 'Danger', fr: 'Danger' } },
    loss: { title: { en: 'Loss', fr: 'Perte' } },
    nuisance: { title: { en: 'Nuisance', fr: 'Gêne' } },
    comfort: { title: { en: 'Comfort', fr: 'Confort' } },
    idea: { title: { en: 'Idea', fr: 'Idée' }, promise: false },
  },
  impacts: {
    plant: { title: { en: 'The plant', fr: 'L’usine' } },
    hall: { title: { en: 'A hall', fr: 'Un hall' } },
    line: { title: { en: 'A line', fr: 'Une ligne' } },
    bench: { title: { en: 'A bench', fr: 'Un poste' } },
  },
  urgencies: {
    now: { title: { en: 'Now', fr: 'Tout de suite' } },
    shift: { title: { en: 'This shift', fr: 'Pendant ce poste' } },
    week: { title: { en: 'This week', fr: 'Cette semaine' } },
    some_day: { title: { en: 'Some day', fr: 'Un jour' } },
  },
  priorityMatrix: {
    plant: { now: 'standstill', shift: 'danger', week: 'loss', some_day: 'nuisance' },
    hall: { now: 'danger', shift: 'loss', week: 'nuisance', some_day: 'comfort' },
    line: { now: 'loss', shift: 'nuisance', week: 'comfort', some_day: 'comfort' },
    bench: { now: 'nuisance', shift: 'comfort', week: 'comfort', some_day: 'idea' },
  },
  defaults: { impact: 'line', urgency: 'week' },
  tiers: {
    hall: { title: { en: 'Hall', fr: 'Atelier' } },
    fitting: { title: { en: 'Fitting', fr: 'Ajustage' } },
    works: { title: { en: 'Works', fr: 'Usine' } },
    maker: { title: { en: 'Maker', fr: 'Constructeur' } },
  },
  groups: {
    foremen: {
      title: { en: 'Foremen', fr: 'Contremaîtres' },
      tier: 'hall',
      calendar: 'always',
      escalatesTo: 'fitters',
    },
    fitters: { title: { en: 'Fitters', fr: 'Ajusteurs' }, tier: 'fitting', calendar: 'always' },
    makers: { title: { en: 'Makers', fr: 'Constructeurs' }, tier: 'maker', calendar: 'always' },
  },
  entryGroup: 'foremen',
  categories: {
    press: { title: { en: 'Press', fr: 'Presse' }, group: 'foremen' },
    robot: { title: { en: 'Robot', fr: 'Robot' }, group: 'makers' },
  },
  services: {},
  clocks: {
    stopped_plant: {
      title: { en: 'Plant runs again', fr: 'Reprise de l’usine' },
      measures: 'resolution',
    },
    hall_work: {
      title: { en: 'In the hall', fr: 'À l’atelier' },
      measures: 'tier_work',
      tier: 'hall',
    },
  },
  targets: [
    {
      clock: 'stopped_plant',
      when: is('priority', 'standstill'),
      within: minutes(90),
      calendar: 'always',
    },
    {
      clock: 'hall_work',
      when: not(is('priority', 'idea')),
      within: hours(1),
      calendar: 'always',
    },
    {
      calendar: 'always',
      byPriority: {
        first_response: {
          standstill: minutes(10),
          danger: minutes(20),
          loss: hours(1),
          nuisance: hours(4),
          comfort: hours(8),
        },
        resolution: {
          standstill: hours(2),
          danger: hours(4),
          loss: hours(8),
          nuisance: hours(24),
          comfort: hours(72),
        },
      },
    },
  ],
  warnings: { resolution: [50] },
  escalationRules: [
    {
      name: 'late',
      clock: 'resolution',
      atPercent: 100,
      when: always,
      escalate: { hierarchical: 1 },
    },
  ],
  escalationReasons: { skill: { title: { en: 'Needs a fitter', fr: 'Pour un ajusteur' } } },
  links: {
    caused_by: { title: { en: 'Cause of this one', fr: 'Cause de celui-ci' }, inverse: 'cause_of' },
    cause_of: {
      title: { en: 'Caused by this one', fr: 'Causé par celui-ci' },
      inverse: 'caused_by',
    },
  },
  bounceLimit: 2,
  onLapse: 'return',
  hierarchyLevels: 1,
  pending: {
    asked: {
      ...waiting,
      title: { en: 'Asked back', fr: 'Question posée' },
      endsOn: 'requester_message',
    },
    spare_part: {
      ...waiting,
      title: { en: 'Waiting for a spare part', fr: 'En attente d’une pièce' },
    },
    works: { ...waiting, title: { en: 'Waiting for works', fr: 'En attente de travaux' } },
    night: { ...waiting, title: { en: 'Until the night shift', fr: 'Jusqu’au poste de nuit' } },
    expert: { ...waiting, title: { en: 'Waiting for an expert', fr: 'En attente d’un expert' } },
  },
  assignment: minutes(30),
  attention: { after: workingDays(5), calendar: 'always' },
  reopenWindow: { length: workingDays(5), calendar: 'always' },
  messageReopens: true,
  survey: null,
  resolutionCodes: { repaired: { title: { en: 'Repaired', fr: 'Réparé' } } },
});
