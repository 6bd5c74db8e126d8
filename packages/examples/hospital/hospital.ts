import {
  all,
  always,
  defineProcess,
  fact,
  hours,
  is,
  managerOf,
  minutes,
  not,
  requester,
  within,
  workingDays,
} from 'palier/processes';

/** The desks close over lunch. */
const day = [
  ['07:30', '12:00'],
  ['13:00', '17:00'],
] as const;
const weekdays = {
  zone: 'Europe/Zurich',
  week: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
} as const;
/** What nobody at the desk can go on with meanwhile. */
const work = ['resolution', 'lac_repair', 'hotline_work'] as const;
const atNight = not(within('lausanne'));

/**
 * The systems and devices of a hospital in Lausanne, and of a clinic in Geneva that it serves by contract:
 * four tiers, up to the vendor; what endangers patients is promised, and somebody is paged, at any hour.
 */
export const hospital = defineProcess({
  id: 'hospital',
  version: 1,
  title: { en: 'Hospital systems', fr: 'Systèmes de l’hôpital' },

  calendars: {
    always: 'always',
    lausanne: {
      ...weekdays,
      title: { en: 'Hours in Lausanne', fr: 'Heures à Lausanne' },
      holidays: { country: 'CH', state: 'VD' },
    },
    geneva: {
      ...weekdays,
      title: { en: 'Hours in Geneva', fr: 'Heures à Genève' },
      holidays: { country: 'CH', state: 'GE' },
    },
  },

  priorities: {
    p1: { title: { en: 'P1, patients at risk', fr: 'P1, patients en danger' } },
    p2: { title: { en: 'P2, care is stopped', fr: 'P2, soins interrompus' } },
    p3: { title: { en: 'P3, care is slowed', fr: 'P3, soins ralentis' } },
    p4: { title: { en: 'P4, can be worked around', fr: 'P4, contournable' } },
    wish: { title: { en: 'Wish', fr: 'Souhait' }, promise: false },
  },
  impacts: {
    patients: {
      title: { en: 'Patients', fr: 'Patients' },
      plainTitle: { en: 'The care of patients', fr: 'La prise en charge de patients' },
    },
    ward: {
      title: { en: 'Ward', fr: 'Unité de soins' },
      plainTitle: { en: 'A whole ward', fr: 'Toute une unité de soins' },
    },
    workplace: {
      title: { en: 'Workplace', fr: 'Poste' },
      plainTitle: { en: 'Only my workplace', fr: 'Mon poste seulement' },
    },
  },
  urgencies: {
    at_once: { title: { en: 'At once', fr: 'Immédiate' } },
    today: { title: { en: 'Today', fr: 'Aujourd’hui' } },
    someday: { title: { en: 'It can wait', fr: 'Cela peut attendre' } },
  },
  priorityMatrix: {
    patients: { at_once: 'p1', today: 'p2', someday: 'p3' },
    ward: { at_once: 'p2', today: 'p3', someday: 'p4' },
    workplace: { at_once: 'p3', today: 'p4', someday: 'wish' },
  },
  defaults: { impact: 'workplace', urgency: 'today' },

  tiers: {
    hotline: { title: { en: 'Hotline', fr: 'Ligne d’appel' } },
    on_site: { title: { en: 'On site', fr: 'Sur place' } },
    specialists: { title: { en: 'Specialists', fr: 'Spécialistes' } },
    vendor: { title: { en: 'Vendor', fr: 'Constructeur' } },
  },
  groups: {
    hotline: {
      title: { en: 'Hotline', fr: 'Ligne d’appel' },
      tier: 'hotline',
      calendar: 'lausanne',
      escalatesTo: 'ward_support',
    },
    ward_support: {
      title: { en: 'Ward support', fr: 'Support des unités de soins' },
      tier: 'on_site',
      calendar: 'lausanne',
      escalatesTo: 'clinical_systems',
    },
    biomedical: {
      title: { en: 'Biomedical engineering', fr: 'Génie biomédical' },
      tier: 'on_site',
      calendar: 'lausanne',
      escalatesTo: 'imaging',
    },
    clinical_systems: {
      title: { en: 'Clinical systems', fr: 'Systèmes cliniques' },
      tier: 'specialists',
      calendar: 'lausanne',
      escalatesTo: 'vendors',
    },
    imaging: {
      title: { en: 'Imaging and PACS', fr: 'Imagerie et PACS' },
      tier: 'specialists',
      calendar: 'lausanne',
      escalatesTo: 'vendors',
    },
    vendors: {
      title: { en: 'Vendors', fr: 'Constructeurs' },
      tier: 'vendor',
      calendar: 'lausanne',
    },
  },
  entryGroup: 'hotline',
  roles: {
    duty_manager: { title: { en: 'Manager on duty', fr: 'Responsable de garde' } },
    data_protection: { title: { en: 'Data protection', fr: 'Protection des données' } },
  },

  categories: {
    patient_record: {
      title: { en: 'Patient record', fr: 'Dossier patient' },
      group: 'hotline',
      runbook: {
        note_ward: {
          kind: 'information',
          text: { en: 'Ward, and who is without it', fr: 'Unité de soins, et qui en est privé' },
        },
        try_reading_copy: {
          kind: 'workaround',
          text: { en: 'Open the reading copy', fr: 'Ouvrir la copie de lecture' },
        },
      },
    },
    record_access: {
      title: { en: 'Access to patient records', fr: 'Accès aux dossiers patients' },
      group: 'hotline',
    },
    imaging: {
      title: { en: 'Radiology and PACS', fr: 'Radiologie et PACS' },
      group: 'hotline',
      escalation: { on_site: 'biomedical', specialists: 'imaging' },
      runbook: {
        note_modality: {
          kind: 'information',
          text: { en: 'Modality and examination', fr: 'Modalité et examen' },
        },
        send_test_image: {
          kind: 'test',
          text: {
            en: 'Does a test image reach the PACS?',
            fr: 'Une image test arrive-t-elle au PACS ?',
          },
        },
      },
    },
    medical_device: {
      title: { en: 'Medical device', fr: 'Dispositif médical' },
      group: 'hotline',
      escalation: { on_site: 'biomedical', specialists: 'imaging' },
      runbook: {
        take_out_of_use: {
          kind: 'information',
          text: {
            en: 'Take it out of use, and label it',
            fr: 'Le retirer du service et l’étiqueter',
          },
        },
      },
    },
    workplace: {
      title: { en: 'Workplace of a ward', fr: 'Poste d’une unité de soins' },
      group: 'hotline',
    },
  },
  services: {
    patient_record: { title: { en: 'Patient record', fr: 'Dossier patient' } },
    pacs: { title: { en: 'PACS', fr: 'PACS' } },
    laboratory: { title: { en: 'Laboratory system', fr: 'Système du laboratoire' } },
    nurse_call: { title: { en: 'Nurse call', fr: 'Appel infirmier' } },
  },

  textFacts: {
    radiology: ['pacs', 'radiology', 'scanner', 'mri', 'radiologie', 'irm'],
    fell: ['fell', 'was dropped', 'est tombé', 'est tombée'],
    resuscitation: ['resuscitation', 'intensive care', 'réanimation', 'soins intensifs'],
  },
  triage: [
    {
      name: 'radiology_by_its_words',
      when: all(not(is('category', 'medical_device')), fact('radiology')),
      set: { category: 'imaging', service: 'pacs' },
    },
    {
      name: 'intensive_care_is_about_patients',
      when: fact('resuscitation'),
      set: { impact: 'patients', urgency: 'at_once' },
    },
  ],

  approvals: [
    {
      name: 'head_of_department',
      title: { en: 'Head of department', fr: 'Chef de service' },
      when: is('category', 'record_access'),
      by: managerOf('requester', { otherwise: 'data_protection' }),
      refusedAs: 'not_approved',
    },
  ],

  clocks: {
    lac_repair: {
      title: { en: 'Repair, contract Lac 24/7', fr: 'Réparation, contrat Lac 24/7' },
      measures: 'resolution',
    },
    // What the tiers owe each other.
    hotline_work: {
      title: { en: 'At the hotline', fr: 'À la ligne d’appel' },
      measures: 'tier_work',
      tier: 'hotline',
    },
  },
  targets: [
    // The clinic in Geneva has its own contract, and its own canton's holidays.
    {
      when: requester('contract', 'Lac 24/7'),
      calendar: { p1: 'always', p2: 'always', p3: 'geneva', p4: 'geneva' },
      byPriority: {
        first_response: { p1: minutes(10), p2: minutes(30), p3: hours(2), p4: hours(4) },
        lac_repair: { p1: hours(2), p2: hours(4), p3: hours(8), p4: workingDays(3) },
      },
    },
    {
      calendar: { p1: 'always', p2: 'always', p3: 'lausanne', p4: 'lausanne' },
      byPriority: {
        acknowledgement: { p1: minutes(10), p2: minutes(30), p3: hours(2), p4: hours(4) },
        first_response: { p1: minutes(15), p2: hours(1), p3: hours(4), p4: workingDays(1) },
        resolution: { p1: hours(4), p2: hours(8), p3: workingDays(2), p4: workingDays(5) },
        hotline_work: { p1: minutes(30), p2: hours(2), p3: hours(4), p4: workingDays(1) },
      },
    },
  ],
  warnings: { first_response: [75], resolution: [50, 75], lac_repair: [75] },

  escalationRules: [
    {
      name: 'hotline_is_out_of_time',
      title: { en: 'The hotline is out of time', fr: 'La ligne d’appel n’a plus de temps' },
      clock: 'hotline_work',
      atPercent: 100,
      when: always,
      escalate: 'functional',
    },
    {
      name: 'specialists_are_needed',
      title: { en: 'Specialists are needed', fr: 'Il faut des spécialistes' },
      clock: 'resolution',
      atPercent: 50,
      when: is('tier', 'on_site'),
      escalate: 'functional',
    },
    {
      name: 'care_waits_too_long',
      title: { en: 'Care waits too long', fr: 'Les soins attendent trop' },
      clock: 'resolution',
      atPercent: 100,
      when: always,
      escalate: { hierarchical: 1 },
      notify: ['duty_manager'],
    },
  ],
  rules: {
    page_at_night: {
      title: { en: 'Page whoever is on call', fr: 'Appeler qui est de garde' },
      on: { event: 'opened' },
      when: all(is('priority', 'p1'), atNight),
      do: [{ page: 'clinical_systems' }, { notify: ['duty_manager'] }],
    },
    contract_is_broken: {
      title: { en: 'The contract is broken', fr: 'Le contrat n’est pas tenu' },
      on: { clock: 'lac_repair', atPercent: 100 },
      do: [{ notify: ['duty_manager'] }],
    },
    // Care goes on while the record is down: who does what then is in playbooks/work_on_paper.ts.
    wards_write_on_paper: {
      title: { en: 'The wards write on paper', fr: 'Les unités écrivent sur papier' },
      on: { event: 'opened' },
      when: all(is('category', 'patient_record'), is('priority', 'p1')),
      do: [{ startPlaybook: 'work_on_paper' }],
    },
    // What fell may harm a patient though it seems to work.
    inspect_what_fell: {
      title: { en: 'Inspect what fell', fr: 'Contrôler ce qui est tombé' },
      on: { event: 'opened' },
      when: all(is('category', 'medical_device'), fact('fell')),
      do: [
        { addTask: 'inspect_device' },
        { hold: 'inspection' },
        { note: 'do_not_use', visibility: 'public' },
      ],
    },
    inspection_is_done: {
      title: { en: 'The inspection is done', fr: 'Le contrôle est fait' },
      on: { event: 'task_done' },
      when: fact('fell'),
      do: [{ resume: true }],
    },
  },
  noteTemplates: {
    do_not_use: {
      en: 'Please do not use the device before it has been inspected.',
      fr: 'Merci de ne pas utiliser l’appareil avant son contrôle.',
    },
  },
  playbooks: ['work_on_paper'],
  tasks: {
    go_to_paper: {
      title: { en: 'Ring the wards: write on paper', fr: 'Appeler les unités : écrire sur papier' },
      group: 'hotline',
      within: minutes(30),
      calendar: 'always',
    },
    say_it_is_back: {
      title: { en: 'Say when the record is back', fr: 'Dire quand le dossier est revenu' },
      group: 'clinical_systems',
    },
    copy_from_paper: {
      title: { en: 'Copy what was written on paper', fr: 'Recopier ce qui a été écrit sur papier' },
      group: 'ward_support',
      within: workingDays(1),
      isRequired: true,
      form: {
        sheets: {
          title: { en: 'Sheets that were copied', fr: 'Feuilles recopiées' },
          kind: 'number',
          min: 0,
          max: 5000,
          required: true,
        },
      },
    },
    inspect_device: {
      title: { en: 'Inspect the device', fr: 'Contrôler l’appareil' },
      group: 'biomedical',
      within: workingDays(2),
      checklist: [
        { en: 'Electrical safety', fr: 'Sécurité électrique' },
        { en: 'Alarms', fr: 'Alarmes' },
      ],
      isRequired: true,
      isShown: true,
    },
  },

  escalationReasons: {
    needs_hands: { title: { en: 'Needs somebody on the ward', fr: 'Il faut quelqu’un sur place' } },
    needs_skill: { title: { en: 'Needs a specialist', fr: 'Il faut un spécialiste' } },
    needs_vendor: { title: { en: 'Needs the vendor', fr: 'Il faut le constructeur' } },
  },
  gates: [
    // Whoever runs to a ward must know what was seen there, and have tried what helps at once; but where
    // patients are at risk whoever is paged takes it as it is.
    { fromTier: 'hotline', runbook: 'all', when: not(is('priority', 'p1')) },
    // The vendor asks what was tested, and is paid by the hour.
    { fromTier: 'specialists', requires: { test: 1 } },
  ],
  bounceLimit: 2,
  // What climbed stays there: the hotline has done what it can.
  onLapse: 'tell',
  hierarchyLevels: 1,

  pending: {
    approval: {
      title: { en: 'Waits for an approval', fr: 'Attend une approbation' },
      pauses: ['first_response', ...work],
      reminders: [workingDays(1)],
      limit: workingDays(5),
      calendar: 'lausanne',
    },
    ward: {
      title: { en: 'Waits for the ward', fr: 'Attend l’unité de soins' },
      pauses: work,
      reminders: [workingDays(1)],
      limit: workingDays(5),
      calendar: 'lausanne',
      atLimit: { resolve: 'no_answer' },
      endsOn: 'requester_message',
    },
    // Its contract underpins our promise, and does not stop it.
    vendor: {
      title: { en: 'Waits for the vendor', fr: 'Attend le constructeur' },
      limit: workingDays(10),
      calendar: 'lausanne',
    },
    inspection: {
      title: { en: 'Waits for an inspection', fr: 'Attend un contrôle' },
      pauses: work,
      limit: workingDays(10),
      calendar: 'lausanne',
    },
  },
  assignment: minutes(30),
  attention: { after: workingDays(3), calendar: 'lausanne' },
  reopenWindow: { length: workingDays(5), calendar: 'lausanne' },
  messageReopens: true,
  survey: null,

  resolutionCodes: {
    repaired: { title: { en: 'Repaired', fr: 'Réparé' }, requires: ['note'] },
    replaced: { title: { en: 'Device replaced', fr: 'Appareil remplacé' }, requires: ['note'] },
    access_given: { title: { en: 'Access given', fr: 'Accès accordé' } },
    not_approved: { title: { en: 'Not approved', fr: 'Non approuvé' } },
    no_answer: { title: { en: 'No answer from the ward', fr: 'Sans réponse de l’unité de soins' } },
  },
});
