import { managerOf, quorumOf } from './approvals.ts';
import type { WorkingInterval } from './calendars/definition.ts';
import { all, always, any, fact, field, is, not } from './conditions.ts';
import { defineProcess } from './define.ts';
import { hours, workingDays } from './durations.ts';

const officeDay: readonly WorkingInterval[] = [
  ['09:00', '12:30'],
  ['14:00', '17:30'],
];

const uncategorised = not(
  is('category', 'equipment', 'software', 'access', 'arrival', 'departure'),
);
const unnamed = not(
  is(
    'service',
    'laptop',
    'mobile_phone',
    'accessory',
    'standard_software',
    'licensed_software',
    'application_access',
    'administrator_rights',
    'arrival_pack',
    'account_closure',
  ),
);

/** Approved for everybody once and for all. A service nobody named is not. */
const approvedBeforehand = is('service', 'accessory', 'standard_software', 'account_closure');
const costly = is('service', 'laptop', 'mobile_phone', 'licensed_software', 'arrival_pack');

/**
 * What people ask for rather than complain about. Everything in it is a request, whatever type it
 * was opened with: it waits for the line manager, then for the budget holder where it costs money,
 * and only then for us. Promises count from the day it is approved.
 */
export const serviceRequests = defineProcess({
  id: 'service_requests',
  version: 3,
  title: { en: 'Service requests', fr: 'Demandes de service' },

  calendars: {
    always: 'always',
    office: {
      title: { en: 'Office hours', fr: 'Heures de bureau' },
      zone: 'Europe/Paris',
      week: {
        monday: officeDay,
        tuesday: officeDay,
        wednesday: officeDay,
        thursday: officeDay,
        friday: officeDay,
      },
      holidays: { country: 'FR' },
    },
  },

  tiers: {
    desk: { title: { en: 'Desk', fr: 'Guichet' } },
    fulfilment: { title: { en: 'Fulfilment', fr: 'Réalisation' } },
  },
  groups: {
    request_desk: {
      title: { en: 'Request desk', fr: 'Guichet des demandes' },
      tier: 'desk',
      calendar: 'office',
      strategy: 'round_robin',
      escalatesTo: 'equipment_fulfilment',
    },
    equipment_fulfilment: {
      title: { en: 'Equipment', fr: 'Équipement' },
      tier: 'fulfilment',
      calendar: 'office',
    },
    access_administration: {
      title: { en: 'Access administration', fr: 'Gestion des accès' },
      tier: 'fulfilment',
      calendar: 'office',
    },
    line_managers: {
      title: { en: 'Line managers', fr: 'Responsables hiérarchiques' },
      tier: 'desk',
      calendar: 'office',
    },
    budget_holders: {
      title: { en: 'Budget holders', fr: 'Responsables budgétaires' },
      tier: 'desk',
      calendar: 'office',
    },
  },
  entryGroup: 'request_desk',
  roles: { request_owner: { title: { en: 'Request owner', fr: 'Responsable des demandes' } } },

  categories: {
    equipment: { title: { en: 'Equipment', fr: 'Équipement' }, group: 'request_desk' },
    software: { title: { en: 'Software', fr: 'Logiciels' }, group: 'request_desk' },
    access: {
      title: { en: 'Access', fr: 'Accès' },
      group: 'request_desk',
      escalation: { fulfilment: 'access_administration' },
    },
    arrival: {
      title: { en: 'Somebody arrives', fr: 'Une arrivée' },
      group: 'request_desk',
      runbook: {
        first_day: {
          kind: 'information',
          text: { en: 'Note the first day and the site', fr: 'Relever le premier jour et le site' },
        },
        job_profile: {
          kind: 'information',
          text: { en: 'Note the job profile', fr: 'Relever le profil de poste' },
        },
      },
    },
    departure: {
      title: { en: 'Somebody leaves', fr: 'Un départ' },
      group: 'access_administration',
      runbook: {
        last_day: {
          kind: 'information',
          text: { en: 'Note the last day', fr: 'Relever le dernier jour' },
        },
        list_equipment: {
          kind: 'information',
          text: { en: 'List what must come back', fr: 'Lister le matériel à rendre' },
        },
      },
    },
  },

  services: {
    laptop: { title: { en: 'Laptop', fr: 'Ordinateur portable' } },
    mobile_phone: { title: { en: 'Mobile phone', fr: 'Téléphone mobile' } },
    accessory: { title: { en: 'Mouse, keyboard, headset', fr: 'Souris, clavier, casque' } },
    standard_software: { title: { en: 'Free software', fr: 'Logiciel libre de droits' } },
    licensed_software: { title: { en: 'Licensed software', fr: 'Logiciel sous licence' } },
    application_access: { title: { en: 'Access to a program', fr: 'Accès à une application' } },
    administrator_rights: { title: { en: 'Administrator rights', fr: 'Droits administrateur' } },
    arrival_pack: { title: { en: 'Arrival pack', fr: "Kit d'arrivée" } },
    account_closure: { title: { en: 'Account closure', fr: 'Fermeture de compte' } },
  },

  fields: {
    first_day: {
      title: { en: 'First day', fr: 'Premier jour' },
      kind: 'date',
      shownWhen: is('category', 'arrival'),
      required: { at: 'opening' },
    },
    welcomed_by: {
      title: { en: 'Who welcomes them', fr: 'Qui accueille la personne' },
      hint: {
        en: 'A colleague who will be there on the first day',
        fr: 'Un ou une collègue qui sera là le premier jour',
      },
      kind: 'person',
      shownWhen: is('category', 'arrival'),
    },
    last_day: {
      title: { en: 'Last day', fr: 'Dernier jour' },
      kind: 'date',
      shownWhen: is('category', 'departure'),
      required: { before: ['resolve'] },
    },
    screen_size: {
      title: { en: 'Size of the screen', fr: 'Taille de l’écran' },
      kind: 'choice',
      options: {
        small: { title: { en: '13 inches, to carry about', fr: '13 pouces, pour se déplacer' } },
        large: { title: { en: '16 inches', fr: '16 pouces' } },
      },
      shownWhen: is('service', 'laptop'),
    },
    quantity: {
      title: { en: 'How many', fr: 'Combien' },
      kind: 'number',
      min: 1,
      max: 50,
      shownWhen: is('service', 'accessory', 'licensed_software'),
    },
    justification: {
      title: { en: 'What it is needed for', fr: 'À quoi cela servira' },
      hint: {
        en: 'Whoever approves it reads this',
        fr: 'La personne qui approuve lira ceci',
      },
      kind: 'text',
      lines: 'many',
      shownWhen: any(costly, field('screen_size', 'large')),
    },
  },

  textFacts: {
    laptop: ['laptop', 'ordinateur portable'],
    phone: ['mobile phone', 'smartphone', 'téléphone mobile'],
    accessory: ['mouse', 'keyboard', 'headset', 'souris', 'clavier', 'casque'],
    licence: ['licence', 'license', 'licences', 'licenses'],
    arrival: ['new colleague', 'new starter', 'nouvel arrivant', 'nouvelle arrivante'],
    departure: ['leaves the company', 'last day', 'quitte la société', 'dernier jour'],
  },

  priorityMatrix: {
    high: { high: 'p2', medium: 'p3', low: 'p3' },
    medium: { high: 'p3', medium: 'p3', low: 'p4' },
    low: { high: 'p3', medium: 'p4', low: 'p4' },
  },
  defaults: { impact: 'low', urgency: 'medium' },

  triage: [
    {
      name: 'departure_by_its_words',
      when: all(uncategorised, unnamed, fact('departure')),
      set: { category: 'departure', service: 'account_closure' },
    },
    {
      name: 'arrival_by_its_words',
      when: all(uncategorised, unnamed, fact('arrival')),
      set: { category: 'arrival', service: 'arrival_pack' },
    },
    // The costly service first: words for both must not slip past the budget holder.
    {
      name: 'laptop_by_its_words',
      when: all(unnamed, fact('laptop')),
      set: { service: 'laptop' },
    },
    {
      name: 'phone_by_its_words',
      when: all(unnamed, fact('phone')),
      set: { service: 'mobile_phone' },
    },
    {
      name: 'licence_by_its_words',
      when: all(unnamed, fact('licence')),
      set: { service: 'licensed_software' },
    },
    {
      name: 'accessory_by_its_words',
      when: all(unnamed, fact('accessory')),
      set: { service: 'accessory' },
    },
    {
      name: 'equipment_by_its_service',
      when: all(uncategorised, is('service', 'laptop', 'mobile_phone', 'accessory')),
      set: { category: 'equipment' },
    },
    {
      name: 'software_by_its_service',
      when: all(uncategorised, is('service', 'standard_software', 'licensed_software')),
      set: { category: 'software' },
    },
    {
      name: 'access_by_its_service',
      when: all(uncategorised, is('service', 'application_access', 'administrator_rights')),
      set: { category: 'access' },
    },
    {
      name: 'a_departure_cannot_wait',
      when: any(is('category', 'departure'), is('service', 'account_closure')),
      set: { category: 'departure', impact: 'high', urgency: 'high' },
    },
  ],

  approvals: [
    {
      name: 'line_manager',
      title: { en: 'Line manager', fr: 'Responsable hiérarchique' },
      when: not(approvedBeforehand),
      by: managerOf('requester', { otherwise: 'line_managers' }),
      refusedAs: 'not_approved',
      within: workingDays(5),
      ifUnanswered: { ask: managerOf('manager', { otherwise: 'line_managers' }) },
    },
    {
      name: 'budget_holder',
      title: { en: 'Budget holder', fr: 'Responsable budgétaire' },
      when: costly,
      by: 'budget_holders',
      refusedAs: 'not_approved',
    },
    {
      name: 'access_administration',
      title: { en: 'Access administration', fr: 'Gestion des accès' },
      when: is('service', 'administrator_rights'),
      by: quorumOf('majority', 'access_administration'),
      after: [],
      refusedAs: 'not_approved',
    },
  ],

  targets: [
    {
      clock: 'resolution',
      when: all(is('category', 'arrival'), is('priority', 'p3', 'p4')),
      within: workingDays(5),
      calendar: 'office',
    },
    {
      calendar: 'office',
      byPriority: {
        acknowledgement: { p1: hours(1), p2: hours(2), p3: hours(7), p4: workingDays(1) },
        first_response: { p1: hours(2), p2: hours(3.5), p3: workingDays(1), p4: workingDays(2) },
        resolution: { p1: hours(7), p2: workingDays(1), p3: workingDays(3), p4: workingDays(10) },
      },
    },
  ],
  warnings: { first_response: [75], resolution: [50, { beforeDue: hours(3) }] },

  escalationRules: [
    {
      name: 'fulfilment_takes_over',
      title: { en: 'Fulfilment takes over', fr: 'La réalisation prend le relais' },
      clock: 'resolution',
      atPercent: 50,
      when: is('tier', 'desk'),
      escalate: 'functional',
    },
    {
      name: 'fulfilment_is_late',
      title: { en: 'Fulfilment is late', fr: 'La réalisation est en retard' },
      clock: 'resolution',
      atPercent: 100,
      when: always,
      escalate: { hierarchical: 1 },
      notify: ['request_owner'],
    },
  ],
  escalationReasons: {
    must_be_delivered: { title: { en: 'To be delivered', fr: 'À livrer' } },
    needs_rights: {
      title: { en: 'Needs rights we do not have', fr: 'Demande des droits que nous n’avons pas' },
    },
    requester_insists: {
      title: { en: 'The requester asks for it', fr: 'Le demandeur le demande' },
    },
  },
  // Who delivers must not ask again what was asked for.
  gates: [{ fromTier: 'desk', requires: { information: 1 } }],
  // What was wanted is counted by service, and who delivers needs to know which.
  requiredFields: [{ before: ['escalate', 'resolve'], fields: ['service'] }],
  tasks: {
    prepare_laptop: {
      title: { en: 'Prepare the laptop', fr: 'Préparer l’ordinateur portable' },
      description: {
        en: 'With the image of the site, encrypted, and in the register.',
        fr: 'Avec l’image du site, chiffré, et inscrit au registre.',
      },
      group: 'equipment_fulfilment',
      within: workingDays(2),
      checklist: [
        { en: 'Image installed', fr: 'Image installée' },
        { en: 'Disk encrypted', fr: 'Disque chiffré' },
        { en: 'Label put on', fr: 'Étiquette apposée' },
      ],
      form: {
        serial_number: {
          title: { en: 'Serial number', fr: 'Numéro de série' },
          kind: 'text',
          maxLength: 40,
          required: true,
        },
        device: { title: { en: 'In the register as', fr: 'Au registre sous' }, kind: 'device' },
      },
      isRequired: true,
      isShown: true,
    },
    create_accounts: {
      title: { en: 'Create the accounts', fr: 'Créer les comptes' },
      group: 'access_administration',
      within: workingDays(1),
      checklist: [
        { en: 'Mailbox', fr: 'Boîte aux lettres' },
        { en: 'Groups of the department', fr: 'Groupes du service' },
      ],
      isRequired: true,
      isShown: true,
    },
    collect_equipment: {
      title: { en: 'Collect the equipment', fr: 'Récupérer le matériel' },
      group: 'equipment_fulfilment',
      within: workingDays(5),
    },
  },
  bounceLimit: 2,
  onLapse: 'return',
  hierarchyLevels: 1,
  notificationHours: 'office',

  pending: {
    // Nothing of ours runs before it is approved. Not decided in time counts as refused.
    approval: {
      title: { en: 'Waiting for an approval', fr: 'En attente d’approbation' },
      pauses: ['first_response', 'resolution'],
      reminders: [workingDays(2), workingDays(5)],
      limit: workingDays(10),
      calendar: 'office',
    },
    requester: {
      title: { en: 'Waiting for the requester', fr: 'En attente du demandeur' },
      pauses: ['resolution'],
      reminders: [workingDays(2)],
      limit: workingDays(5),
      calendar: 'office',
      atLimit: { resolve: 'withdrawn' },
      endsOn: 'requester_message',
    },
    // A delivery time that the requester was told of.
    supplier: {
      title: { en: 'On order', fr: 'En commande' },
      pauses: ['resolution'],
      limit: workingDays(30),
      calendar: 'office',
    },
    change: {
      title: { en: 'Waiting for the agreed date', fr: 'En attente de la date convenue' },
      pauses: ['resolution'],
      limit: workingDays(60),
      calendar: 'office',
    },
  },
  assignment: hours(3.5),
  attention: { after: workingDays(5), calendar: 'office' },
  reopenWindow: { length: workingDays(10), calendar: 'office' },
  messageReopens: false,
  survey: { expiresAfter: hours(21 * 24), calendar: 'always' },

  resolutionCodes: {
    fulfilled: { title: { en: 'Fulfilled', fr: 'Satisfaite' }, requires: ['note'] },
    partly_fulfilled: {
      title: { en: 'Fulfilled in part', fr: 'Satisfaite en partie' },
      requires: ['note'],
    },
    not_approved: { title: { en: 'Not approved', fr: 'Non approuvée' } },
    not_offered: {
      title: { en: 'Not in the catalogue', fr: 'Hors catalogue' },
      requires: ['note'],
    },
    withdrawn: { title: { en: 'Withdrawn', fr: 'Abandonnée' } },
  },
});
