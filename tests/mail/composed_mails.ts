import type {
  DeskFacts,
  MailMatter,
  News,
  TicketMatter,
} from '../../activities/mailings/compose/matter.ts';
import type { Locale } from '../../workflows/processes/locales.ts';

/** Mails of all kinds, as their words are found: the golden tables of what mails say. */

export const at = new Date('2026-11-30T13:05:00Z');
const later = new Date('2026-12-01T16:00:00Z');
const desk = 'https://desk.example.org';

export const said = (fields: object = {}): News => ({
  reason: 'answered',
  what: {
    type: 'said',
    by: 'Léa Martin',
    at,
    body: 'Hello Camille,\n\nplease press the green button for five seconds.\nSee https://intranet.example.org/printers?id=3&lang=en.',
    isOfDesk: true,
    isInternal: false,
    files: [],
    before: [
      { by: 'Camille Roux', at: new Date('2026-11-30T12:00:00Z'), body: 'It has no power light.' },
    ],
    ...fields,
  },
});

const resolved = (fields: object = {}): News => ({
  reason: 'resolved',
  what: {
    type: 'resolved',
    note: 'A new power supply.',
    solution: { title: 'A printer without light', url: `${desk}/portal/help/printer-light` },
    reopensUntil: later,
    isReopenedByMessage: true,
    survey: {
      until: later,
      choices: ([5, 4, 3, 2, 1] as const).map((score) => ({
        score,
        url: `${desk}/plain/survey/secret?score=${score}`,
      })),
    },
    ...fields,
  },
});

const facts: DeskFacts = {
  requester: 'Camille Roux',
  priority: 'P2',
  group: 'Service desk',
  dueAt: later,
  mergedInto: null,
};

export function matterOf(
  locale: Locale,
  news: News[],
  ticket: Partial<TicketMatter> = {},
  more: Partial<MailMatter> = {},
): MailMatter {
  return {
    reader: { name: 'Camille Roux', locale, zone: 'Europe/Paris' },
    desk: { name: 'Desk of the town', logo: null },
    isAnswerable: true,
    toldUrl: `${desk}/account/told`,
    tickets: [
      {
        side: 'requester',
        number: 1042,
        subject: 'The printer is silent',
        url: `${desk}/portal/tickets/tkt-1`,
        facts: null,
        news,
        ...ticket,
      },
    ],
    ...more,
  };
}

const ofDesk: Partial<TicketMatter> = { side: 'desk', facts, url: `${desk}/tickets/tkt-1` };
const inCopy: Partial<TicketMatter> = { side: 'copy' };

type Golden = [title: string, news: News[], ticket?: Partial<TicketMatter>];

const question = { by: 'Léa Martin', at, body: 'Which model is it?' };

/** By what they tell; each is written in every language. */
export const goldenMails: readonly Golden[] = [
  [
    'received, with a promise and articles',
    [
      {
        reason: 'received',
        what: {
          type: 'received',
          answerBy: later,
          isForApproval: false,
          articles: [
            { title: 'A printer without light', url: `${desk}/portal/help/printer-light` },
          ],
        },
      },
    ],
  ],
  [
    'received, and to be approved first',
    [
      {
        reason: 'received',
        what: { type: 'received', answerBy: null, isForApproval: true, articles: [] },
      },
    ],
  ],
  [
    'paged, with the way to say that one has it',
    [
      {
        reason: 'paged',
        what: {
          type: 'paged',
          group: 'Network',
          nextAt: later,
          acknowledgeUrl: `${desk}/plain/page/secret`,
        },
      },
    ],
    ofDesk,
  ],
  [
    'paged, and nobody answered',
    [{ reason: 'page_unanswered', what: { type: 'page_unanswered', group: 'Network' } }],
    ofDesk,
  ],
  [
    'an answer with files',
    [
      said({
        files: [
          {
            name: 'été.pdf',
            mediaType: 'application/pdf',
            sizeBytes: 123_456,
            content: Buffer.from('x'),
          },
          { name: 'film.mp4', mediaType: 'video/mp4', sizeBytes: 30_000_000, content: null },
        ],
      }),
    ],
  ],
  ['an answer and the resolution in one', [said(), resolved()]],
  ['resolved', [resolved()]],
  [
    'resolved, for whoever has a copy',
    [{ ...resolved({ reopensUntil: null, survey: null }), reason: 'copied' }],
    inCopy,
  ],
  [
    'not approved',
    [
      {
        reason: 'not_approved',
        what: { type: 'not_approved', by: 'Nadia Benali', note: 'Not this year.' },
      },
    ],
  ],
  ['approved', [{ reason: 'approved', what: { type: 'approved' } }]],
  [
    'on hold for the requester',
    [
      {
        reason: 'put_on_hold',
        what: { type: 'on_hold', waitsFor: 'requester', title: '', until: null, question },
      },
    ],
  ],
  [
    'on hold for somebody else',
    [
      {
        reason: 'put_on_hold',
        what: {
          type: 'on_hold',
          waitsFor: 'others',
          title: 'SAP AG',
          until: later,
          question: null,
        },
      },
    ],
  ],
  [
    'on hold for an approval',
    [
      {
        reason: 'put_on_hold',
        what: { type: 'on_hold', waitsFor: 'approval', title: '', until: null, question: null },
      },
    ],
  ],
  [
    'a consent',
    [
      {
        reason: 'consent_requested',
        what: {
          type: 'consent',
          title: 'BitLocker',
          text: 'BitLocker: C:',
          until: later,
          isReminder: false,
          answers: {
            yes: 'https://desk.example.org/plain/consent/abc?answer=yes',
            no: 'https://desk.example.org/plain/consent/abc?answer=no',
          },
        },
      },
    ],
  ],
  [
    'a consent, asked again where the desk has no address',
    [
      {
        reason: 'consent_requested',
        what: {
          type: 'consent',
          title: 'BitLocker',
          text: null,
          until: later,
          isReminder: true,
          answers: null,
        },
      },
    ],
  ],
  ['a reminder', [{ reason: 'reminder', what: { type: 'reminder', question, resolvedAt: later } }]],
  [
    'reopened, for its requester',
    [{ reason: 'reopened', what: { type: 'reopened', by: null, note: null } }],
  ],
  [
    'cancelled, for its requester',
    [{ reason: 'cancelled', what: { type: 'cancelled', by: null, note: null } }],
  ],
  ['a merge', [{ reason: 'merge_undone', what: { type: 'merged' } }]],
  ['a merge that was undone', [{ reason: 'merge_undone', what: { type: 'parted' } }]],
  [
    'a colleague in copy wrote',
    [{ ...said({ by: 'Paul Petit', isOfDesk: false }), reason: 'colleague_wrote' }],
  ],
  [
    'put in copy',
    [
      {
        reason: 'copied',
        what: { type: 'in_copy', by: 'Léa Martin', description: 'It has no power light.' },
      },
    ],
    inCopy,
  ],
  [
    'an approval is asked for',
    [
      {
        reason: 'approval_requested',
        what: {
          type: 'approval',
          title: 'Line manager',
          requester: 'Camille Roux',
          about: ['Hardware', 'Printing'],
          description: 'A printer of my own, please.',
        },
      },
    ],
    { side: 'approver', url: `${desk}/approvals` },
  ],
  [
    'assigned',
    [
      {
        reason: 'assigned',
        what: {
          type: 'assigned',
          to: 'Camille Roux',
          by: null,
          isToReader: true,
          description: 'It has no power light.',
        },
      },
    ],
    ofDesk,
  ],
  [
    'assigned by somebody, and merged since',
    [
      {
        reason: 'assigned',
        what: {
          type: 'assigned',
          to: 'Camille Roux',
          by: 'Tess Vidal',
          isToReader: true,
          description: 'It has no power light.',
        },
      },
    ],
    { ...ofDesk, facts: { ...facts, dueAt: null, mergedInto: 7 } },
  ],
  [
    'taken over',
    [
      {
        reason: 'taken_over',
        what: {
          type: 'assigned',
          to: 'Marc Girard',
          by: 'Marc Girard',
          isToReader: false,
          description: null,
        },
      },
    ],
    ofDesk,
  ],
  [
    'the requester wrote',
    [
      {
        ...said({ by: 'Paul Petit', isOfDesk: false, body: 'Still silent.' }),
        reason: 'requester_wrote',
      },
    ],
    ofDesk,
  ],
  [
    'mentioned in a note',
    [
      {
        ...said({ isInternal: true, body: '@Camille do you know it?', before: [] }),
        reason: 'mentioned',
      },
    ],
    ofDesk,
  ],
  [
    'reopened by the requester',
    [{ reason: 'reopened', what: { type: 'reopened', by: 'Paul Petit', note: 'It hums again.' } }],
    ofDesk,
  ],
  [
    'cancelled by the requester',
    [{ reason: 'cancelled', what: { type: 'cancelled', by: 'Paul Petit', note: null } }],
    ofDesk,
  ],
  [
    'a rule',
    [{ reason: 'rule', what: { type: 'rule', title: 'Half of the time is used up' } }],
    ofDesk,
  ],
  [
    'handed off',
    [
      {
        reason: 'handed_off',
        what: {
          type: 'handed_off',
          by: 'Léa Martin',
          title: 'Needs more skill',
          note: 'Cables were changed.',
          requestedOutcome: 'A look at the mainboard.',
        },
      },
    ],
    ofDesk,
  ],
  ['handed back', [{ reason: 'handed_back', what: { type: 'handed_back' } }], ofDesk],
  [
    'escalated to management',
    [
      {
        reason: 'escalated',
        what: {
          type: 'told_management',
          level: 1,
          title: 'Resolution is late',
          by: null,
          note: null,
        },
      },
    ],
    ofDesk,
  ],
  [
    'rules were stopped',
    [{ reason: 'rule', what: { type: 'rules_stopped', title: 'Urgent again' } }],
    ofDesk,
  ],
  ['a promise is due soon', [{ reason: 'warned', what: { type: 'warned', dueAt: at } }], ofDesk],
  [
    'a rule says something',
    [
      {
        reason: 'answered',
        what: { type: 'noted', body: 'We have passed it on to the network team.' },
      },
    ],
  ],
  [
    'nobody took it',
    [{ reason: 'assignment_overdue', what: { type: 'overdue', dueAt: at } }],
    ofDesk,
  ],
  [
    'a task is given',
    [
      {
        reason: 'task_assigned',
        what: {
          ...{ type: 'task', how: 'given', title: 'Laptop SN-4711', dueAt: later },
          ...{ by: 'Léa Martin', text: 'Image 24.04' },
        },
      },
    ],
    ofDesk,
  ],
  [
    'a task waits, is overdue, and was done',
    [
      {
        reason: 'task_waiting',
        what: {
          ...{ type: 'task', how: 'waiting', title: 'VPN SN-4712', dueAt: null },
          ...{ by: 'Léa Martin', text: null },
        },
      },
      {
        reason: 'task_due',
        what: {
          ...{ type: 'task', how: 'overdue', title: 'iMac 24', dueAt: at },
          ...{ by: null, text: null },
        },
      },
      {
        reason: 'task_ended',
        what: {
          ...{ type: 'task', how: 'done', title: 'Laptop SN-4713', dueAt: null },
          ...{ by: 'Marc Girard', text: 'Bureau 12' },
        },
      },
    ],
    ofDesk,
  ],
  ['it lies', [{ reason: 'attention_required', what: { type: 'attention' } }], ofDesk],
  [
    'another ticket did not take it',
    [{ reason: 'not_taken', what: { type: 'not_taken' } }],
    ofDesk,
  ],
  [
    'a ticket that is followed is assigned, and resolved',
    [
      {
        reason: 'followed',
        what: {
          type: 'assigned',
          to: 'Marc Girard',
          by: null,
          isToReader: false,
          description: null,
        },
      },
      { ...resolved({ reopensUntil: null, survey: null, solution: null }), reason: 'followed' },
    ],
    ofDesk,
  ],
];

/** Of several tickets, in one. */
export function digestOf(locale: Locale): MailMatter {
  const one = matterOf(locale, [{ ...said(), reason: 'followed' }], ofDesk);
  const [ticket] = one.tickets;
  return {
    ...one,
    tickets: [
      ...(ticket ? [ticket] : []),
      {
        side: 'desk',
        facts,
        number: 7,
        subject: 'No network on the second floor',
        url: `${desk}/tickets/tkt-2`,
        news: [
          { reason: 'assignment_overdue', what: { type: 'overdue', dueAt: at } },
          { reason: 'rule', what: { type: 'rule', title: 'Half of the time is used up' } },
        ],
      },
    ],
  };
}
