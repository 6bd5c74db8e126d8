import type { OfficeHours, WorkingInterval } from './calendars/definition.ts';
import { all, any, fact, is, not } from './conditions.ts';
import { defineProcess } from './define.ts';
import { hours, minutes, workingDays } from './durations.ts';

function weekdaysFrom(interval: WorkingInterval): OfficeHours['week'] {
  const day = [interval];
  return { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day };
}

function everyDayFrom(interval: WorkingInterval): OfficeHours['week'] {
  return { ...weekdaysFrom(interval), saturday: [interval], sunday: [interval] };
}

/** What is not urgent is promised in the office hours of the region it runs in. */
const regional = {
  first_response: { p3: hours(4), p4: workingDays(1) },
  resolution: { p3: workingDays(2), p4: workingDays(5) },
};

const uncategorised = not(is('category', 'outage', 'degradation', 'data', 'access', 'question'));
const nowhere = not(is('service', 'platform_asia', 'platform_europe', 'platform_americas'));
const urgent = is('priority', 'p1', 'p2');

/**
 * The desk of a hosted platform that never closes. Singapore, Paris and New York hand the day on to
 * each other, and people on call keep the weekend. What is urgent goes to the duty desk: its
 * members are the three sites and those on call, each in the hours of their `shift`, so the
 * allocator finds whoever is awake. The rest waits for the desk of its own region.
 *
 * Shifts are staffed on public holidays too; promises in office hours rest on them.
 */
export const followTheSun = defineProcess({
  id: 'follow_the_sun',
  version: 1,
  title: { en: 'Platform support, round the clock', fr: 'Support de la plateforme, en continu' },

  calendars: {
    always: 'always',
    // Together they leave no gap from Monday in Singapore to Friday night in New York, whatever
    // the clocks do: Paris and New York change theirs on different days, Singapore never does.
    singapore_shift: {
      title: { en: 'Singapore shift', fr: 'Équipe de Singapour' },
      zone: 'Asia/Singapore',
      week: weekdaysFrom(['07:00', '16:00']),
    },
    paris_shift: {
      title: { en: 'Paris shift', fr: 'Équipe de Paris' },
      zone: 'Europe/Paris',
      week: weekdaysFrom(['08:00', '18:00']),
    },
    new_york_shift: {
      title: { en: 'New York shift', fr: 'Équipe de New York' },
      zone: 'America/New_York',
      week: weekdaysFrom(['08:00', '19:00']),
    },
    /** From the end of New York's week to the beginning of Singapore's. */
    weekend_shift: {
      title: { en: 'Weekend shift', fr: 'Équipe de fin de semaine' },
      zone: 'America/New_York',
      week: {
        friday: [['19:00', '24:00']],
        saturday: [['00:00', '24:00']],
        sunday: [['00:00', '19:00']],
      },
    },
    singapore_office: {
      title: { en: 'Singapore office hours', fr: 'Heures de bureau de Singapour' },
      zone: 'Asia/Singapore',
      week: weekdaysFrom(['09:00', '18:00']),
      holidays: { country: 'SG' },
    },
    paris_office: {
      title: { en: 'Paris office hours', fr: 'Heures de bureau de Paris' },
      zone: 'Europe/Paris',
      week: weekdaysFrom(['09:00', '18:00']),
      holidays: { country: 'FR' },
    },
    new_york_office: {
      title: { en: 'New York office hours', fr: 'Heures de bureau de New York' },
      zone: 'America/New_York',
      week: weekdaysFrom(['09:00', '18:00']),
      holidays: { country: 'US', state: 'NY' },
    },
    management_day: {
      title: { en: 'Management hours', fr: 'Heures de la direction' },
      zone: 'Europe/Paris',
      week: everyDayFrom(['07:00', '22:00']),
    },
  },

  tiers: {
    desk: { title: { en: 'Desk', fr: 'Accueil' } },
    operations: { title: { en: 'Operations', fr: 'Exploitation' } },
    engineering: { title: { en: 'Engineering', fr: 'Ingénierie' } },
  },
  groups: {
    duty_desk: {
      title: { en: 'Duty desk', fr: 'Permanence' },
      tier: 'desk',
      calendar: 'always',
      strategy: 'longest_idle',
      escalatesTo: 'platform_operations',
    },
    singapore_desk: {
      title: { en: 'Singapore desk', fr: 'Centre de Singapour' },
      tier: 'desk',
      calendar: 'singapore_shift',
      escalatesTo: 'platform_operations',
    },
    paris_desk: {
      title: { en: 'Paris desk', fr: 'Centre de Paris' },
      tier: 'desk',
      calendar: 'paris_shift',
      escalatesTo: 'platform_operations',
    },
    new_york_desk: {
      title: { en: 'New York desk', fr: 'Centre de New York' },
      tier: 'desk',
      calendar: 'new_york_shift',
      escalatesTo: 'platform_operations',
    },
    platform_operations: {
      title: { en: 'Platform operations', fr: 'Exploitation de la plateforme' },
      tier: 'operations',
      calendar: 'always',
      strategy: 'round_robin',
      escalatesTo: 'engineering',
    },
    data_operations: {
      title: { en: 'Data operations', fr: 'Exploitation des données' },
      tier: 'operations',
      calendar: 'always',
      escalatesTo: 'engineering',
    },
    engineering: {
      title: { en: 'Engineering', fr: 'Ingénierie' },
      tier: 'engineering',
      calendar: 'always',
      strategy: 'longest_idle',
    },
  },
  entryGroup: 'duty_desk',
  roles: {
    team_lead: { title: { en: 'Team lead', fr: 'Responsable d’équipe' } },
    duty_manager: { title: { en: 'Duty manager', fr: 'Responsable d’astreinte' } },
    service_delivery_manager: {
      title: { en: 'Service delivery manager', fr: 'Responsable de la prestation' },
    },
    customer_director: { title: { en: 'Customer director', fr: 'Direction de la clientèle' } },
  },

  categories: {
    outage: {
      title: { en: 'Nothing works', fr: 'Rien ne fonctionne' },
      group: 'duty_desk',
      runbook: {
        confirm_from_outside: {
          kind: 'reproduction',
          text: {
            en: 'Open the platform from another region',
            fr: 'Ouvrir la plateforme depuis une autre région',
          },
        },
        read_last_change: {
          kind: 'information',
          text: { en: 'What was changed last, and when?', fr: 'Dernier changement, et quand ?' },
        },
        fail_over: {
          kind: 'workaround',
          text: { en: 'Fail over to the other zone', fr: 'Basculer sur l’autre zone' },
        },
      },
    },
    degradation: {
      title: { en: 'Slow or unreliable', fr: 'Lenteur ou instabilité' },
      group: 'duty_desk',
      runbook: {
        read_latency: {
          kind: 'information',
          text: { en: 'Note latency and error rate', fr: 'Relever la latence et le taux d’erreur' },
        },
        compare_regions: {
          kind: 'test',
          text: {
            en: 'Is another region slow too?',
            fr: 'Une autre région est-elle lente aussi ?',
          },
        },
      },
    },
    data: {
      title: { en: 'Wrong or missing data', fr: 'Données fausses ou manquantes' },
      group: 'duty_desk',
      escalation: { operations: 'data_operations' },
      runbook: {
        note_record: {
          kind: 'information',
          text: {
            en: 'Note one record and its time',
            fr: 'Relever un enregistrement et son heure',
          },
        },
      },
    },
    access: { title: { en: 'Access', fr: 'Accès' }, group: 'duty_desk' },
    question: { title: { en: 'Question', fr: 'Question' }, group: 'duty_desk' },
  },

  services: {
    platform_asia: { title: { en: 'Platform, Asia', fr: 'Plateforme, Asie' } },
    platform_europe: { title: { en: 'Platform, Europe', fr: 'Plateforme, Europe' } },
    platform_americas: { title: { en: 'Platform, Americas', fr: 'Plateforme, Amériques' } },
    billing: { title: { en: 'Billing', fr: 'Facturation' } },
  },

  textFacts: {
    outage: ['outage', 'is down', 'unavailable', 'en panne', 'indisponible'],
    slow: ['slow', 'timeout', 'timeouts', 'lent', 'lente', 'lenteur'],
    asia: ['singapore', 'singapour', 'tokyo', 'sydney'],
    europe: ['paris', 'london', 'londres', 'berlin'],
    americas: ['new york', 'toronto', 'são paulo'],
  },

  priorityMatrix: {
    high: { high: 'p1', medium: 'p2', low: 'p3' },
    medium: { high: 'p2', medium: 'p3', low: 'p4' },
    low: { high: 'p3', medium: 'p4', low: 'p4' },
  },
  defaults: { impact: 'medium', urgency: 'medium' },

  triage: [
    {
      name: 'outage_stops_customers',
      when: any(is('category', 'outage'), all(uncategorised, fact('outage'))),
      set: { category: 'outage', impact: 'high', urgency: 'high' },
    },
    {
      name: 'alarm_is_urgent',
      when: is('channel', 'monitoring'),
      set: { urgency: 'high' },
    },
    {
      name: 'slow_is_degradation',
      when: all(uncategorised, fact('slow')),
      set: { category: 'degradation' },
    },
    {
      name: 'named_in_asia',
      when: all(nowhere, fact('asia')),
      set: { service: 'platform_asia' },
    },
    {
      name: 'named_in_europe',
      when: all(nowhere, fact('europe')),
      set: { service: 'platform_europe' },
    },
    {
      name: 'named_in_the_americas',
      when: all(nowhere, fact('americas')),
      set: { service: 'platform_americas' },
    },
    {
      name: 'asia_is_served_from_singapore',
      when: is('service', 'platform_asia'),
      set: { group: 'singapore_desk' },
    },
    {
      name: 'europe_is_served_from_paris',
      when: is('service', 'platform_europe'),
      set: { group: 'paris_desk' },
    },
    {
      name: 'the_americas_are_served_from_new_york',
      when: is('service', 'platform_americas'),
      set: { group: 'new_york_desk' },
    },
    // Last, so that it wins: nothing urgent waits for a region to wake up.
    { name: 'urgent_goes_to_who_is_awake', when: urgent, set: { group: 'duty_desk' } },
  ],

  targets: [
    { when: is('service', 'platform_asia'), calendar: 'singapore_office', byPriority: regional },
    { when: is('service', 'platform_europe'), calendar: 'paris_office', byPriority: regional },
    { when: is('service', 'platform_americas'), calendar: 'new_york_office', byPriority: regional },
    {
      // Of no region: promised by the clock, since some desk is always open.
      calendar: 'always',
      byPriority: {
        acknowledgement: { p1: minutes(10), p2: minutes(30), p3: hours(4), p4: hours(8) },
        first_response: { p1: minutes(10), p2: minutes(30), p3: hours(8), p4: hours(24) },
        next_response: { p1: minutes(30), p2: hours(2), p3: hours(24), p4: hours(48) },
        resolution: { p1: hours(2), p2: hours(8), p3: hours(72), p4: hours(168) },
        total_resolution: { p1: hours(4), p2: hours(16), p3: hours(120), p4: hours(240) },
      },
    },
  ],
  warnings: {
    first_response: [50],
    next_response: [75],
    resolution: [50, 80],
    total_resolution: [90],
    acknowledgement: [75],
  },

  escalationRules: [
    // Made urgent after it was routed: its region may be asleep, operations never are.
    {
      name: 'urgent_and_nobody_has_answered',
      title: { en: 'Urgent, and nobody has answered', fr: 'Urgent, et personne n’a répondu' },
      clock: 'first_response',
      atPercent: 50,
      when: all(urgent, is('tier', 'desk'), not(is('group', 'duty_desk'))),
      escalate: 'functional',
      notify: ['duty_manager'],
    },
    {
      name: 'urgent_and_late_to_answer',
      title: { en: 'Urgent, and the answer is late', fr: 'Urgent, et la réponse est en retard' },
      clock: 'first_response',
      atPercent: 100,
      when: urgent,
      escalate: { hierarchical: 1 },
      notify: ['duty_manager'],
    },
    {
      name: 'half_the_time_is_gone_at_the_first_line',
      title: {
        en: 'Half the time is gone at the first line',
        fr: 'La moitié du temps est passée au premier niveau',
      },
      clock: 'resolution',
      atPercent: 50,
      when: is('tier', 'desk'),
      escalate: 'functional',
      notify: ['team_lead'],
    },
    {
      name: 'engineering_joins_what_is_urgent',
      title: {
        en: 'Engineering joins what is urgent',
        fr: 'L’ingénierie rejoint ce qui est urgent',
      },
      clock: 'resolution',
      atPercent: 80,
      when: all(urgent, is('tier', 'operations')),
      escalate: 'functional',
      notify: ['team_lead', 'duty_manager'],
    },
    {
      name: 'resolution_is_late',
      title: { en: 'The resolution is late', fr: 'La résolution est en retard' },
      clock: 'resolution',
      atPercent: 100,
      when: urgent,
      escalate: { hierarchical: 1 },
      notify: ['duty_manager', 'service_delivery_manager'],
    },
    {
      name: 'total_resolution_is_late',
      title: { en: 'The total resolution is late', fr: 'La résolution totale est en retard' },
      clock: 'total_resolution',
      atPercent: 100,
      when: is('priority', 'p1'),
      escalate: { hierarchical: 2 },
      notify: ['service_delivery_manager', 'customer_director'],
    },
  ],
  escalationReasons: {
    needs_skill: { title: { en: 'Needs more skill', fr: 'Demande plus de compétence' } },
    needs_rights: {
      title: { en: 'Needs rights we do not have', fr: 'Demande des droits que nous n’avons pas' },
    },
    end_of_shift: { title: { en: 'Our shift ends', fr: 'Fin de notre quart' } },
    many_customers: { title: { en: 'Many customers hit', fr: 'Nombreux clients touchés' } },
    customer_insists: { title: { en: 'The customer asks for it', fr: 'Le client le demande' } },
  },
  gates: [
    { fromTier: 'desk', requires: { information: 1 } },
    { fromTier: 'operations', requires: { test: 1 } },
  ],
  bounceLimit: 2,
  // Handing back would send an urgent ticket to people who may have gone home.
  onLapse: 'tell',
  hierarchyLevels: 2,
  // Who must act is found at once; managers are not woken for what others already do.
  notificationHours: 'management_day',
  // Who gets the day hears of it in their own, not at night.
  notifications: { agents: { handed_off: { mail: 'at_once', hours: 'group' } } },

  pending: {
    requester: {
      title: { en: 'Waiting for the customer', fr: 'En attente du client' },
      pauses: ['resolution', 'total_resolution', 'next_response'],
      reminders: [hours(24), hours(72)],
      limit: hours(168),
      calendar: 'always',
      atLimit: { resolve: 'no_answer' },
      endsOn: 'requester_message',
    },
    supplier: {
      title: { en: 'Waiting for a supplier', fr: 'En attente d’un fournisseur' },
      limit: hours(72),
      calendar: 'always',
    },
    change: {
      title: { en: 'Waiting for a release', fr: 'En attente d’une livraison' },
      pauses: ['resolution', 'total_resolution'],
      limit: hours(336),
      calendar: 'always',
    },
  },
  assignment: minutes(15),
  attention: { after: hours(24), calendar: 'always' },
  reopenWindow: { length: hours(168), calendar: 'always' },
  messageReopens: true,
  survey: { expiresAfter: hours(7 * 24), calendar: 'always' },

  resolutionCodes: {
    fixed: {
      title: { en: 'Fixed for good', fr: 'Corrigé définitivement' },
      requires: ['note', 'rootCause'],
    },
    restored: { title: { en: 'Service restored', fr: 'Service rétabli' }, requires: ['note'] },
    answered: { title: { en: 'Question answered', fr: 'Question répondue' }, requires: ['note'] },
    known_answer: {
      title: { en: 'Answered by an article', fr: 'Répondu par un article' },
      requires: ['article'],
    },
    not_reproduced: {
      title: { en: 'Could not be reproduced', fr: 'Non reproductible' },
      requires: ['note'],
    },
    no_answer: { title: { en: 'No answer from the customer', fr: 'Sans réponse du client' } },
  },
});
