import { all, always, any, fact, is, not, within } from './conditions.ts';
import { defineProcess } from './define.ts';
import { hours, minutes, workingDays } from './durations.ts';

const uncategorised = not(
  is(
    'category',
    'access',
    'hardware',
    'software',
    'network',
    'email',
    'business_application',
    'security',
    'other',
  ),
);

/**
 * The internal IT desk of a company in Paris: office hours, and round the clock for what stops the
 * business. Everything enters at the service desk and climbs by category.
 */
export const itSupport = defineProcess({
  id: 'it_support',
  version: 1,
  title: { en: 'IT support', fr: 'Support informatique' },

  calendars: {
    always: 'always',
    paris_office: {
      title: { en: 'Paris office hours', fr: 'Heures de bureau de Paris' },
      zone: 'Europe/Paris',
      week: {
        monday: [
          ['08:30', '12:30'],
          ['13:30', '18:00'],
        ],
        tuesday: [
          ['08:30', '12:30'],
          ['13:30', '18:00'],
        ],
        wednesday: [
          ['08:30', '12:30'],
          ['13:30', '18:00'],
        ],
        thursday: [
          ['08:30', '12:30'],
          ['13:30', '18:00'],
        ],
        friday: [
          ['08:30', '12:30'],
          ['13:30', '18:00'],
        ],
      },
      holidays: { country: 'FR' },
    },
  },

  groups: {
    service_desk: {
      title: { en: 'Service desk', fr: 'Centre de services' },
      tier: 'first_line',
      calendar: 'paris_office',
      escalatesTo: 'workplace',
    },
    workplace: {
      title: { en: 'Workplace', fr: 'Poste de travail' },
      tier: 'second_line',
      calendar: 'paris_office',
      escalatesTo: 'infrastructure',
    },
    network: {
      title: { en: 'Network', fr: 'Réseau' },
      tier: 'second_line',
      calendar: 'paris_office',
      escalatesTo: 'infrastructure',
    },
    applications: {
      title: { en: 'Applications', fr: 'Applications' },
      tier: 'second_line',
      calendar: 'paris_office',
      strategy: 'round_robin',
      escalatesTo: 'infrastructure',
    },
    infrastructure: {
      title: { en: 'Infrastructure', fr: 'Infrastructure' },
      tier: 'third_line',
      calendar: 'paris_office',
      strategy: 'longest_idle',
    },
  },
  entryGroup: 'service_desk',
  roles: { team_lead: { title: { en: 'Team lead', fr: 'Responsable d’équipe' } } },

  categories: {
    access: {
      title: { en: 'Access and passwords', fr: 'Accès et mots de passe' },
      group: 'service_desk',
      escalation: { second_line: 'applications' },
      runbook: {
        verify_identity: {
          kind: 'information',
          text: { en: 'Verify who is asking', fr: "Vérifier l'identité du demandeur" },
        },
        check_account: {
          kind: 'test',
          text: {
            en: 'Is the account locked, expired or disabled?',
            fr: 'Le compte est-il verrouillé, expiré ou désactivé ?',
          },
        },
        reset_password: {
          kind: 'workaround',
          text: { en: 'Reset the password once', fr: 'Réinitialiser une fois le mot de passe' },
        },
      },
    },
    hardware: {
      title: { en: 'Hardware', fr: 'Matériel' },
      group: 'service_desk',
      escalation: { second_line: 'workplace' },
      runbook: {
        identify_device: {
          kind: 'information',
          text: {
            en: 'Note asset number and model',
            fr: "Relever le numéro d'inventaire et le modèle",
          },
        },
        restart_device: {
          kind: 'test',
          text: { en: 'Power off, wait, power on', fr: 'Éteindre, attendre, rallumer' },
        },
        swap_cable: {
          kind: 'test',
          text: {
            en: 'Try another cable and socket',
            fr: 'Essayer un autre câble et une autre prise',
          },
        },
      },
    },
    software: {
      title: { en: 'Workstation software', fr: 'Logiciels du poste' },
      group: 'service_desk',
      escalation: { second_line: 'workplace' },
      runbook: {
        note_version: {
          kind: 'information',
          text: {
            en: 'Note version and exact message',
            fr: 'Relever la version et le message exact',
          },
        },
        reproduce: {
          kind: 'reproduction',
          text: { en: 'Reproduce on another workstation', fr: 'Reproduire sur un autre poste' },
        },
      },
    },
    network: {
      title: { en: 'Network and VPN', fr: 'Réseau et VPN' },
      group: 'service_desk',
      escalation: { second_line: 'network' },
      runbook: {
        locate: {
          kind: 'information',
          text: {
            en: 'Site, wired or wireless, since when',
            fr: 'Site, filaire ou sans fil, depuis quand',
          },
        },
        test_gateway: {
          kind: 'test',
          text: { en: 'Does the gateway answer?', fr: 'La passerelle répond-elle ?' },
        },
        test_other_network: {
          kind: 'test',
          text: {
            en: 'Does it work from another network?',
            fr: 'Cela marche-t-il depuis un autre réseau ?',
          },
        },
      },
    },
    email: {
      title: { en: 'E-mail and calendar', fr: 'Messagerie et agenda' },
      group: 'service_desk',
      escalation: { second_line: 'applications' },
      runbook: {
        note_message: {
          kind: 'information',
          text: {
            en: 'Sender, recipient, time of one message',
            fr: "Expéditeur, destinataire et heure d'un message",
          },
        },
        test_webmail: {
          kind: 'test',
          text: { en: 'Does webmail show the same?', fr: 'Le webmail montre-t-il la même chose ?' },
        },
      },
    },
    business_application: {
      title: { en: 'Business application', fr: 'Application métier' },
      group: 'service_desk',
      escalation: { second_line: 'applications' },
      runbook: {
        note_screen: {
          kind: 'information',
          text: { en: 'Screen, record and exact message', fr: 'Écran, dossier et message exact' },
        },
        reproduce: {
          kind: 'reproduction',
          text: { en: 'Reproduce with a test account', fr: 'Reproduire avec un compte de test' },
        },
      },
    },
    security: {
      title: { en: 'Security', fr: 'Sécurité' },
      group: 'service_desk',
      escalation: { second_line: 'network' },
      runbook: {
        keep_evidence: {
          kind: 'information',
          text: {
            en: 'Keep the message, do not forward it',
            fr: 'Conserver le message, ne pas le transférer',
          },
        },
        test_exposure: {
          kind: 'test',
          text: {
            en: 'Was a link opened or a password given?',
            fr: 'Un lien a-t-il été ouvert, un mot de passe donné ?',
          },
        },
      },
    },
    other: {
      title: { en: 'Something else', fr: 'Autre demande' },
      group: 'service_desk',
    },
  },

  services: {
    workstation: { title: { en: 'Workstation', fr: 'Poste de travail' } },
    printing: { title: { en: 'Printing', fr: 'Impression' } },
    identity: { title: { en: 'Identity and single sign-on', fr: 'Identité et authentification' } },
    messaging: { title: { en: 'Messaging', fr: 'Messagerie' } },
    office_network: { title: { en: 'Office network', fr: 'Réseau des bureaux' } },
    vpn: { title: { en: 'VPN', fr: 'VPN' } },
    erp: { title: { en: 'ERP', fr: 'ERP' } },
    customer_database: { title: { en: 'Customer database', fr: 'Base clients' } },
    telephony: { title: { en: 'Telephony', fr: 'Téléphonie' } },
  },

  textFacts: {
    vpn: ['vpn'],
    wide_outage: [
      'nobody can',
      'all users',
      'whole site',
      'entire office',
      'personne ne peut',
      'tous les utilisateurs',
      'tout le site',
      'panne générale',
    ],
    cannot_work: [
      'cannot work',
      "can't work",
      'unable to work',
      'ne peux plus travailler',
      'ne peut plus travailler',
      'impossible de travailler',
    ],
    phishing: ['phishing', 'suspicious e-mail', 'suspicious email', 'hameçonnage', 'mail suspect'],
    password: ['password', 'mot de passe', 'locked out', 'compte verrouillé', 'compte bloqué'],
  },

  priorityMatrix: {
    high: { high: 'p1', medium: 'p2', low: 'p3' },
    medium: { high: 'p2', medium: 'p3', low: 'p4' },
    low: { high: 'p3', medium: 'p4', low: 'p4' },
  },
  defaults: { impact: 'medium', urgency: 'medium' },

  triage: [
    {
      name: 'phishing_is_security',
      when: fact('phishing'),
      set: { category: 'security', urgency: 'high' },
    },
    {
      name: 'vpn_is_network',
      when: all(uncategorised, fact('vpn')),
      set: { category: 'network', service: 'vpn' },
    },
    {
      name: 'password_is_access',
      when: all(uncategorised, fact('password')),
      set: { category: 'access', service: 'identity' },
    },
    { name: 'outage_has_high_impact', when: fact('wide_outage'), set: { impact: 'high' } },
    {
      name: 'who_cannot_work_is_urgent',
      when: any(fact('cannot_work'), all(is('channel', 'monitoring'), is('impact', 'high'))),
      set: { urgency: 'high' },
    },
  ],

  targets: [
    {
      clock: 'first_response',
      when: all(is('requesterTier', 'vip'), is('priority', 'p3', 'p4')),
      within: hours(2),
      calendar: 'paris_office',
    },
    {
      calendar: { p1: 'always', p2: 'paris_office', p3: 'paris_office', p4: 'paris_office' },
      byPriority: {
        acknowledgement: { p1: minutes(15), p2: minutes(30), p3: hours(2), p4: hours(4) },
        first_response: { p1: minutes(15), p2: hours(1), p3: hours(4), p4: workingDays(1) },
        next_response: { p1: hours(1), p2: hours(4), p3: workingDays(1), p4: workingDays(2) },
        resolution: { p1: hours(4), p2: hours(8), p3: workingDays(3), p4: workingDays(5) },
        total_resolution: {
          p1: hours(8),
          p2: workingDays(2),
          p3: workingDays(5),
          p4: workingDays(10),
        },
      },
    },
  ],
  warnings: {
    first_response: [75],
    next_response: [75],
    resolution: [50, 75, 90],
    total_resolution: [90],
    acknowledgement: [75],
  },

  escalationRules: [
    {
      name: 'first_line_time_is_up',
      title: { en: 'The first line’s time is up', fr: 'Le temps du premier niveau est écoulé' },
      clock: 'resolution',
      atPercent: 75,
      when: is('tier', 'first_line'),
      escalate: 'functional',
    },
    {
      name: 'nobody_answered_a_major_incident',
      title: {
        en: 'Nobody answered a critical ticket',
        fr: 'Personne n’a répondu à un ticket critique',
      },
      clock: 'first_response',
      atPercent: 100,
      when: is('priority', 'p1'),
      escalate: { hierarchical: 1 },
      notify: ['group'],
    },
    {
      name: 'resolution_is_late',
      title: { en: 'The resolution is late', fr: 'La résolution est en retard' },
      clock: 'resolution',
      atPercent: 100,
      when: always,
      escalate: { hierarchical: 1 },
      notify: ['assignee', 'group'],
    },
    {
      name: 'resolution_is_very_late',
      title: { en: 'The resolution is very late', fr: 'La résolution est très en retard' },
      clock: 'total_resolution',
      atPercent: 100,
      when: always,
      escalate: { hierarchical: 2 },
    },
  ],
  rules: {
    resolution_is_near: {
      title: { en: 'The resolution is due soon', fr: 'La résolution est bientôt due' },
      on: { clock: 'resolution', atPercent: 90 },
      do: [{ notify: ['owner'] }],
    },
    critical_out_of_hours: {
      title: { en: 'Critical, out of hours', fr: 'Critique, hors des heures' },
      on: { event: 'opened' },
      when: all(is('priority', 'p1'), not(within('paris_office'))),
      do: [{ page: 'group' }],
    },
    nobody_answered_the_page: {
      title: { en: 'Nobody answered the page', fr: 'Personne n’a répondu à l’appel' },
      on: { event: 'page_unanswered' },
      do: [{ notify: ['team_lead'] }],
    },
    long_on_hold: {
      title: { en: 'Two days on hold', fr: 'En attente depuis deux jours' },
      on: { in: 'pending', after: workingDays(2), calendar: 'paris_office' },
      do: [{ note: 'still_waiting' }, { notify: ['owner'] }],
    },
  },
  noteTemplates: {
    still_waiting: {
      en: 'On hold for two working days: is what it waits for still on its way?',
      fr: 'En attente depuis deux jours ouvrés : ce qui est attendu est-il toujours en route ?',
    },
  },
  escalationReasons: {
    needs_skill: { title: { en: 'Needs more skill', fr: 'Demande plus de compétence' } },
    needs_rights: {
      title: { en: 'Needs rights we do not have', fr: 'Demande des droits que nous n’avons pas' },
    },
    needs_on_site: {
      title: { en: 'Needs somebody on site', fr: 'Demande une intervention sur place' },
    },
    suspected_problem: {
      title: { en: 'Looks like a wider problem', fr: 'Semble relever d’un problème plus large' },
    },
    major_impact: { title: { en: 'Major impact', fr: 'Impact majeur' } },
    requester_insists: {
      title: { en: 'The requester asks for it', fr: 'Le demandeur le demande' },
    },
  },
  // The first line has captured the symptoms and tried something before it passes a ticket up.
  gates: [{ fromTier: 'first_line', requires: { information: 1, test: 1 } }],
  bounceLimit: 2,
  onLapse: 'return',
  hierarchyLevels: 2,

  pending: {
    // Only the requester can end this wait, so our clocks pause.
    requester: {
      title: { en: 'Waiting for the requester', fr: 'En attente du demandeur' },
      pauses: ['resolution', 'total_resolution', 'next_response'],
      reminders: [workingDays(2), workingDays(4)],
      limit: workingDays(6),
      calendar: 'paris_office',
      atLimit: { resolve: 'no_answer' },
      endsOn: 'requester_message',
    },
    // Our supplier is our business: its contract underpins our promise and does not stop it.
    supplier: {
      title: { en: 'Waiting for a supplier', fr: 'En attente d’un fournisseur' },
      limit: workingDays(10),
      calendar: 'paris_office',
    },
    // The change window was agreed with the requester's side; answering them was not postponed.
    change: {
      title: { en: 'Waiting for a change', fr: 'En attente d’un changement' },
      pauses: ['resolution', 'total_resolution'],
      limit: workingDays(15),
      calendar: 'paris_office',
    },
  },
  assignment: hours(1),
  attention: { after: workingDays(3), calendar: 'paris_office' },
  reopenWindow: { length: workingDays(5), calendar: 'paris_office' },
  messageReopens: true,
  survey: { expiresAfter: hours(14 * 24), calendar: 'always' },

  resolutionCodes: {
    fixed: { title: { en: 'Fixed', fr: 'Corrigé' }, requires: ['note'] },
    workaround: {
      title: { en: 'Workaround given', fr: 'Contournement fourni' },
      requires: ['note'],
    },
    guidance: { title: { en: 'Guidance given', fr: 'Accompagnement fourni' }, requires: ['note'] },
    fulfilled: { title: { en: 'Request fulfilled', fr: 'Demande satisfaite' }, requires: ['note'] },
    known_answer: {
      title: { en: 'Answered by an article', fr: 'Répondu par un article' },
      requires: ['article'],
    },
    no_fault_found: {
      title: { en: 'No fault found', fr: 'Aucun défaut constaté' },
      requires: ['note'],
    },
    no_answer: { title: { en: 'No answer from the requester', fr: 'Sans réponse du demandeur' } },
  },
});
