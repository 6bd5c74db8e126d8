import { z } from 'zod';
import {
  connectFailures,
  grantFailures,
  mailboxFailures,
  mailFates,
  mailPermissions,
  mailProviders,
} from '../../database/mail_words.ts';
import { sendingFailures } from '../../database/outgoing_mail_words.ts';
import { isIssuer } from '../../settings/issuer.ts';
import { asked } from '../http/expectations.ts';
import { listOf, pageOf } from '../http/page_contract.ts';
import { anyOf, cursor, limit } from '../http/parameters.ts';
import { instant, line, processWord, recordId, storable } from '../http/text.ts';
import { locale } from '../http/words.ts';
import { mailAddress } from '../people/person_fields.ts';
import { reasonCodes } from './judging/fate.ts';
import { fromProblems } from './reading/mail.ts';
import { isSigningKey } from './signing_key.ts';

/** One desk has so many mailboxes at most. */
export const mailboxesMax = 50;

/** What is handed in over HTTP: above what servers of mail send on. */
export const postedBytesMax = 60 * 1024 * 1024;

export const mailFate = z.enum(mailFates);
export const mailboxFailure = z.enum(mailboxFailures);
export const sendingFailure = z.enum(sendingFailures);
export const mailboxSecurity = z.enum(['tls', 'starttls', 'none']);

/** Why a message has its fate, beside what the rules of mail say. */
export const intakeReasons = [
  /** The desk's own rules would not have it: `detail` says why. */
  'desk_refused',
  /** Whoever has the address has left. */
  'sender_left',
  /** Its server lists it and did not give it. */
  'not_given',
  /** It was never fetched, and its server has it no more. */
  'gone_from_server',
  /** Its bytes are not kept any more. */
  'raw_gone',
] as const;

export const mailReason = z.enum([...reasonCodes, ...intakeReasons]);

const hostName = z.string().regex(/^[\p{L}\p{N}:]([\p{L}\p{N}.:_-]{0,252})$/u, {
  error: asked('host_name'),
});

const server = {
  host: hostName,
  port: z.int().min(1).max(65_535),
  security: mailboxSecurity.meta({
    description:
      'tls from the first byte (993), starttls before the password (143), or none at all',
  }),
  user: line(320),
  folder: line(500).default('INBOX'),
};

const sending = z
  .strictObject({
    server: z
      .strictObject({
        host: hostName,
        port: z.int().min(1).max(65_535),
        security: mailboxSecurity.meta({
          description:
            'tls from the first byte (465), starttls before the password (587), or none at all',
        }),
        user: line(320).nullable().default(null).meta({
          description: 'null where the server asks for nobody’s name',
        }),
        password: storable(1_000).optional().meta({
          description:
            'Kept sealed and never shown; left out of a change, it stays. None where its OAuth is for sending by SMTP',
        }),
      })
      .nullable()
      .default(null)
      .meta({ description: 'An SMTP server of its own; null is the desk’s, PALIER_SMTP_URL' }),
    isByGraph: z.boolean().default(false).meta({
      description: 'By Microsoft Graph, with the access that its OAuth has for it',
    }),
    perMinute: z.int().min(1).max(10_000).nullable().default(null).meta({
      description: 'So many mails a minute at most; null is as many as the server takes',
    }),
    plusAddresses: z.boolean().default(true).meta({
      description:
        'Its server delivers what is sent to NAME+anything: answers come to an address of their ticket. Where it does not, they find it by what they refer to',
    }),
    namesAgents: z.boolean().default(true).meta({
      description: 'Mails of an agent bear their name beside the mailbox’s',
    }),
  })
  .prefault({})
  .meta({ id: 'MailboxSendingBody', description: 'How its mail goes out' });

/** Where a provider is: what is said over an open line anybody could have said. */
const providerUrl = z
  .string()
  .max(500)
  .refine(isIssuer, { error: asked('provider_url') });

const scope = z
  .string()
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/, { error: asked('oauth_scope') });

const oauthFields = {
  provider: z.enum(mailProviders),
  flow: z.enum(['delegated', 'application']).meta({
    description:
      'delegated: somebody signs in for the mailbox and consents; application: the program itself is let in (Microsoft 365)',
  }),
  clientId: line(200),
  permissions: z.array(z.enum(mailPermissions)).min(1).max(mailPermissions.length).meta({
    description: 'What it is used for: read by IMAP, send by SMTP, send by Microsoft Graph',
  }),
  allowsOtherAccount: z.boolean().meta({
    description:
      'Another account than the mailbox’s own may sign in for it: that of somebody who may open a shared mailbox',
  }),
};

/** By which the provider knows the desk: without one, PKCE alone proves it. */
const secretExpiresOn = z.iso.date().nullable().meta({
  description:
    'The day on which the client secret is over, where it is known: it is told a month before',
});

const oauthBody = z
  .strictObject({
    ...oauthFields,
    flow: oauthFields.flow.default('delegated'),
    allowsOtherAccount: oauthFields.allowsOtherAccount.default(false),
    tenant: z.guid().toLowerCase().optional().meta({
      description: 'Of Microsoft: the directory (tenant) id',
    }),
    authorityUrl: providerUrl.optional().meta({
      description:
        'Of Microsoft: the address of a national cloud; https://login.microsoftonline.com',
    }),
    graphUrl: providerUrl.optional().meta({
      description: 'Of Microsoft: its Graph; https://graph.microsoft.com',
    }),
    issuer: providerUrl.optional().meta({ description: 'Of another provider' }),
    authorizationUrl: providerUrl.optional().meta({
      description: 'Of another provider that does not publish where it is asked',
    }),
    tokenUrl: providerUrl.optional(),
    deviceUrl: providerUrl.optional(),
    scopes: z.array(scope).max(20).optional().meta({
      description:
        'Of another provider: what it calls what the desk needs, with openid where it knows it',
    }),
    clientSecret: storable(1_000).min(1).nullable().optional().meta({
      description: 'Kept sealed and never shown; left out of a change it stays, null takes it away',
    }),
    secretExpiresOn: secretExpiresOn.default(null),
  })
  .refine((given) => (given.provider === 'microsoft') === (given.tenant !== undefined), {
    error: asked('tenant_of_microsoft'),
    path: ['tenant'],
  })
  .refine((given) => (given.provider === 'other') === (given.issuer !== undefined), {
    error: asked('issuer_of_other'),
    path: ['issuer'],
  })
  .refine(({ provider, flow }) => provider !== 'google' || flow === 'delegated', {
    error: asked('no_application_at_google'),
    path: ['flow'],
  })
  .refine(
    ({ provider, permissions }) => provider === 'microsoft' || !permissions.includes('graph'),
    {
      error: asked('graph_of_microsoft'),
      path: ['permissions'],
    },
  )
  .meta({ id: 'MailboxOauthBody' });

const oauth = z
  .strictObject({
    ...oauthFields,
    tenant: z.string().nullable(),
    authorityUrl: z.string().nullable(),
    graphUrl: z.string().nullable(),
    issuer: z.string().nullable(),
    authorizationUrl: z.string().nullable(),
    tokenUrl: z.string().nullable(),
    deviceUrl: z.string().nullable(),
    scopes: z.array(z.string()).nullable(),
    hasClientSecret: z.boolean(),
    secretExpiresOn,
    account: z.string().nullable().meta({ description: 'As whom somebody signed in for it' }),
    connectedBy: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'Who of the desk did; null for the command line' }),
    connectedAt: instant.nullable().meta({ description: 'null: nobody has connected it yet' }),
    refreshedAt: instant.nullable().meta({ description: 'When a token was given last' }),
    failure: z.enum(grantFailures).nullable(),
    failureWords: z.string().nullable().meta({ description: 'What the provider said' }),
    failingSince: instant.nullable(),
    attempt: z
      .strictObject({ failure: z.enum(connectFailures), words: z.string(), at: instant })
      .nullable()
      .meta({ description: 'The last attempt to connect it, where it failed' }),
  })
  .meta({ id: 'MailboxOauth' });

const start = z
  .strictObject({
    from: z.enum(['all', 'now', 'since']).meta({
      description:
        'What becomes of what is there at the first connection: all of it is read, none, or what came since an instant',
    }),
    since: instant.optional(),
  })
  .refine(({ from, since }) => (from === 'since') === (since !== undefined), {
    error: asked('since_with_since'),
  })
  .meta({ id: 'MailboxStart' });

export const mailboxBody = z
  .strictObject({
    name: line(120),
    address: mailAddress.meta({ description: 'What people write to' }),
    server: z
      .strictObject({
        ...server,
        password: storable(1_000).optional().meta({
          description: 'Kept sealed and never shown; left out of a change, it stays',
        }),
      })
      .nullable()
      .default(null)
      .meta({ description: 'An IMAP server; null where raw messages are posted to the desk' }),
    oauth: oauthBody.nullable().default(null).meta({
      description: 'How it signs in at its servers instead of by a password (OAuth 2.0)',
    }),
    process: processWord,
    group: processWord
      .nullable()
      .default(null)
      .meta({ description: 'Gets its tickets; null is where the process routes them' }),
    locale: locale.meta({ description: 'Of people it does not know yet, and of its own words' }),
    trustedServers: z.array(line(255)).max(10).default([]).meta({
      description:
        'Names by which mail servers of one’s own sign Authentication-Results: what they say of a sender is believed',
    }),
    checksSenders: z.boolean().default(true).meta({
      description: 'Where none of them says so, the desk asks DNS itself who vouches for a sender',
    }),
    ownLists: z.array(line(255)).max(20).default([]).meta({
      description:
        'Mailing lists by which people write to it, by List-Id: what comes by another list is set aside',
    }),
    takesListOfAddress: z.boolean().default(true).meta({
      description:
        'What people write to is a list itself, as a Google Group: its mails are no bulk',
    }),
    sending,
    isEnabled: z.boolean().default(true),
  })
  .meta({ id: 'MailboxBody' });

export const mailboxSigningBody = z
  .strictObject({
    selector: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: asked('dkim_selector') })
      .meta({ description: 'Under which name the domain publishes the key' }),
    privateKey: z
      .string()
      .max(10_000)
      .refine(isSigningKey, { error: asked('rsa_key') })
      .optional()
      .meta({ description: 'RSA, as PEM; left out, the desk makes one. Kept sealed, never shown' }),
  })
  .meta({ id: 'MailboxSigningBody' });

export const mailboxState = z.enum([
  'paused',
  'connect_needed',
  'choice_needed',
  'connecting',
  'well',
  'behind',
  'failing',
  'posted_to',
]);

const counts = z
  .strictObject(
    Object.fromEntries(mailFates.map((fate) => [fate, z.int()])) as Record<
      (typeof mailFates)[number],
      z.ZodInt
    >,
  )
  .meta({ id: 'MailCounts', description: 'Messages by what became of them' });

export const mailbox = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    server: z
      .strictObject({
        host: z.string(),
        port: z.int(),
        security: mailboxSecurity,
        user: z.string(),
        folder: z.string(),
        hasPassword: z.boolean(),
      })
      .nullable(),
    oauth: oauth.nullable(),
    process: z.string(),
    group: z.string().nullable(),
    locale,
    trustedServers: z.array(z.string()),
    checksSenders: z.boolean(),
    ownLists: z.array(z.string()),
    takesListOfAddress: z.boolean(),
    sending: z
      .strictObject({
        server: z
          .strictObject({
            host: z.string(),
            port: z.int(),
            security: mailboxSecurity,
            user: z.string().nullable(),
            hasPassword: z.boolean(),
          })
          .nullable(),
        isByGraph: z.boolean(),
        perMinute: z.int().nullable(),
        plusAddresses: z.boolean(),
        namesAgents: z.boolean(),
        signing: z
          .strictObject({
            selector: z.string(),
            recordName: z.string().meta({ description: 'Of the TXT record to publish' }),
            recordValue: z.string(),
          })
          .nullable()
          .meta({ description: 'By which its mail is signed (DKIM); null: the desk signs none' }),
        failure: sendingFailure.nullable(),
        failureWords: z.string().nullable(),
        failingSince: instant.nullable(),
        retryAt: instant.nullable(),
        succeededAt: instant.nullable(),
        waitingCount: z.int().meta({ description: 'Mails that are to be sent by it' }),
      })
      .meta({ id: 'MailboxSending', description: 'How its mail goes out, and how that fares' }),
    isEnabled: z.boolean(),
    state: mailboxState.meta({
      description:
        'connect_needed: nobody has consented yet that it is read; choice_needed: nothing is read until somebody says what becomes of what is there',
    }),
    start: z
      .strictObject({ from: start.shape.from, since: instant.nullable() })
      .nullable()
      .meta({ description: 'null until somebody has chosen' }),
    behind: z.enum(['unjudged', 'unread']).nullable().meta({
      description:
        'unjudged: messages have waited for minutes; unread: its server was not asked for minutes',
    }),
    failure: mailboxFailure.nullable(),
    failureWords: z.string().nullable().meta({ description: 'What the server or the system said' }),
    failingSince: instant.nullable(),
    retryAt: instant.nullable(),
    connectedAt: instant.nullable(),
    checkedAt: instant.nullable().meta({ description: 'When its server answered last' }),
    serverCount: z
      .int()
      .nullable()
      .meta({ description: 'Messages there, by what its server said' }),
    keptCount: z.int().meta({
      description:
        'Messages that have a row under the numbers its server gives now, those it has no more too',
    }),
    lastMailAt: instant.nullable().meta({ description: 'When the newest message came' }),
    waitingCount: z.int().meta({ description: 'Kept, and not judged yet' }),
    waitingSince: instant.nullable(),
    lagSeconds: z.number().nullable().meta({
      description:
        'From the delivery to the fate, the median of the newest hundred of a day; null without any',
    }),
    counts,
    version: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Mailbox' });

export const mailboxList = z
  .strictObject({
    ...listOf('MailboxItems', mailbox).shape,
    redirectUri: z.string().meta({
      description: 'Where providers send whoever consents back to: they have to be told of it',
    }),
  })
  .meta({ id: 'MailboxList' });

/** Where somebody goes to consent; null where the program itself was let in. */
export const mailboxConsent = z
  .strictObject({ url: z.url().nullable(), redirectUri: z.string() })
  .meta({ id: 'MailboxConsent' });

/** What becomes of whoever comes back from a provider: `connect` in the address they come to. */
export const consentOutcomes = ['connected', 'failed', 'over', 'desk_unavailable'] as const;
export const mailboxPath = z.strictObject({ id: recordId });
export const mailboxStart = start;
export const mailboxSendingBody = sending;

export const connectionSteps = [
  'name',
  'connection',
  'encryption',
  'sign_in',
  'folder',
  'rights',
] as const;

export const mailboxTest = z
  .strictObject({
    isWell: z.boolean(),
    steps: z
      .array(
        z.strictObject({
          step: z.enum(connectionSteps),
          state: z.enum(['passed', 'failed', 'not_reached', 'not_needed']),
          detail: z.string().nullable().meta({ description: 'What was found there' }),
        }),
      )
      .meta({ description: 'On the way to a message, in their order; it stops where one fails' }),
    failure: mailboxFailure.nullable(),
    words: z.string().nullable().meta({ description: 'What the server or the system said' }),
    messageCount: z.int().nullable(),
    folders: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Where the folder is not there: those that are' }),
  })
  .meta({ id: 'MailboxTest' });

export const mailboxVerification = z
  .strictObject({
    isProven: z
      .boolean()
      .meta({ description: 'Each message of the server has one fate, and none waits' }),
    saidCount: z.int().meta({ description: 'How many messages the server says there are' }),
    listedCount: z.int().meta({ description: 'How many it lists' }),
    keptCount: z.int().meta({ description: 'Those of them that have a row' }),
    goneCount: z.int().meta({ description: 'Messages with a row that its server has no more' }),
    missing: z
      .array(z.int())
      .meta({ description: 'UIDs that it lists and the desk does not know; the first 1000' }),
    waiting: z
      .array(z.string())
      .meta({ description: 'Ids of mails that have no fate yet; the first 1000' }),
    counts,
  })
  .meta({ id: 'MailboxVerification' });

const mailId = z.string().regex(/^\d{1,15}$/, { error: asked('record_id') });
const ticketRef = z.strictObject({ id: z.string(), number: z.int().nullable() });

const mailFields = {
  id: z.string(),
  mailbox: z.strictObject({ id: z.string(), name: z.string() }),
  uid: z.string().nullable().meta({ description: 'UIDVALIDITY and UID at its server' }),
  deliveredAt: instant,
  storedAt: instant,
  judgedAt: instant.nullable(),
  sizeBytes: z.int(),
  from: z.strictObject({ address: z.string(), name: z.string() }).nullable(),
  subject: z.string().nullable(),
  fate: mailFate.nullable().meta({ description: 'null while it waits to be judged' }),
  reason: mailReason.nullable(),
  detail: z.string().nullable(),
  ticket: ticketRef.nullable(),
  firstId: z.string().nullable().meta({ description: 'Of a duplicate: the mail it repeats' }),
  canFetch: z
    .boolean()
    .meta({ description: 'Its bytes never came, and its server may be asked for them again' }),
  overtookId: z.string().nullable().meta({
    description: 'An earlier mail of its thread that was stuck: this one was judged before it',
  }),
  hasRaw: z.boolean().meta({ description: 'Its bytes are kept: it can be read and judged again' }),
  replayCount: z.int(),
  rulesVersion: z.int().nullable(),
};

export const mail = z.strictObject(mailFields).meta({ id: 'Mail' });
export const mailPage = pageOf('MailPage', mail);

const address = z.strictObject({ address: z.string(), name: z.string() });

/** As the message says it itself, whether it is true or not. */
const mailHeaders = z
  .strictObject({
    from: address.nullable(),
    fromProblem: z.enum(fromProblems).nullable().meta({ description: 'Why it is from nobody' }),
    sender: address.nullable(),
    replyTo: z.array(address),
    to: z.array(address),
    cc: z.array(address),
    messageId: z.string().nullable(),
    sentAt: instant.nullable().meta({ description: 'By the clock of whoever sent it' }),
    authenticationResults: z
      .array(z.string())
      .meta({ description: 'As they stand, the topmost first: anybody may have written them' }),
  })
  .meta({ id: 'MailHeaders' });

export const mailAuthenticity = z
  .strictObject({
    verdict: z.enum(['pass', 'fail', 'none', 'error']).meta({
      description:
        'pass: the domain of From vouches for it; fail: it does not; none: it says nothing, or nobody asked; error: it could not be asked',
    }),
    policy: z.enum(['none', 'quarantine', 'reject']).nullable(),
    by: z.enum(['own_server', 'own_check', 'nobody']),
    words: z.string().meta({ description: 'In English' }),
  })
  .meta({ id: 'MailAuthenticity' });

const protection = z.enum(['smime', 'pgp']);

export const mailMark = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('signed'), by: protection }),
    z.strictObject({ kind: z.literal('encrypted'), by: protection }),
    z.strictObject({ kind: z.literal('tnef'), isOpened: z.boolean() }),
    z.strictObject({ kind: z.literal('nested_messages'), count: z.int() }),
    z.strictObject({
      kind: z.literal('calendar'),
      method: z.string().nullable(),
      title: z.string(),
      startAt: instant.nullable(),
      endAt: instant.nullable(),
      isWholeDay: z.boolean(),
      location: z.string(),
      organiser: address.nullable(),
    }),
  ])
  .meta({
    id: 'MailMark',
    description: 'What a message is beside its text; no signature is verified',
  });

const readText = {
  headers: mailHeaders.nullable().meta({ description: 'null where its bytes are gone' }),
  authenticity: mailAuthenticity
    .nullable()
    .meta({ description: 'What was known of its sender when it was judged' }),
  marks: z.array(mailMark),
  hasHtml: z.boolean(),
  remotePictureCount: z
    .int()
    .meta({ description: 'Pictures of other servers, which are not shown' }),
  text: z.string().nullable().meta({ description: 'The whole of it; null where it is gone' }),
  visible: z.string().nullable().meta({ description: 'Without what it quotes and signs with' }),
  files: z.array(z.strictObject({ name: z.string(), sizeBytes: z.int() })),
};

export const mailWithText = z
  .strictObject({
    ...mailFields,
    ...readText,
    problems: z
      .array(z.strictObject({ code: z.string(), words: z.string() }))
      .meta({ description: 'What is wrong with it, in English' }),
  })
  .meta({ id: 'MailWithText' });

export const mailPath = z.strictObject({ id: mailId });

export const mailQuery = z.strictObject({
  mailbox: recordId.optional(),
  fate: anyOf(z.enum([...mailFates, 'waiting']), mailFates.length + 1).optional(),
  reason: anyOf(mailReason, 50).optional(),
  from: instant.optional().meta({ description: 'Came at this instant or after' }),
  to: instant.optional().meta({ description: 'Came before this instant' }),
  q: line(100).optional().meta({ description: 'A part of its sender or its subject' }),
  limit,
  cursor,
});

export const mailCountsQuery = mailQuery.omit({ limit: true, cursor: true });

export const mailCounts = z
  .strictObject({
    counts,
    waitingCount: z.int(),
    sum: z.int().meta({ description: 'Of all counts, and of those that wait' }),
    reasons: z
      .array(z.strictObject({ reason: mailReason, count: z.int() }))
      .meta({ description: 'Of those of the fate asked for, the most frequent first' }),
    server: z
      .strictObject({
        saidCount: z.int().meta({ description: 'Messages there, by what the servers said last' }),
        keptCount: z.int().meta({
          description: 'Of the sum, those known by the numbers that the servers give now',
        }),
        elsewhereCount: z.int().meta({
          description: 'Of the sum, the others: handed in, or of a numbering that is no more',
        }),
        checkedAt: instant.nullable().meta({ description: 'When the first of them said so' }),
      })
      .nullable()
      .meta({
        description: 'null where only a part of a mailbox is counted, or no server was asked',
      }),
  })
  .meta({ id: 'MailSum' });

export const mailFlowQuery = z.strictObject({
  from: instant.meta({ description: 'Where the day begins' }),
  to: instant.meta({ description: 'Where it ends: 25 hours later at most' }),
  mailbox: recordId.optional(),
  theme: z.enum(['light', 'dark']).optional().meta({ description: 'With the chart in it' }),
});

export const mailFlow = z
  .strictObject({
    from: instant,
    to: instant,
    totalCount: z.int(),
    hours: z
      .array(z.strictObject({ at: instant, counts, waitingCount: z.int() }))
      .meta({ description: 'Each hour from the first, those without any mail too' }),
    chart: z.record(z.string(), z.json()).nullable().meta({
      description:
        'A Vega specification whose data set `flow` is empty; null where none was asked for, or nothing came',
    }),
  })
  .meta({ id: 'MailFlow' });

export const replayMailBody = z
  .strictObject({
    order: z.enum(['try', 'judge', 'ticket']).meta({
      description:
        'try: only say what would become of it now; judge: judge it again, and do what follows; ticket: open a ticket of it whatever the rules say',
    }),
  })
  .meta({ id: 'MailReplay' });

export const replayedMail = z
  .strictObject({
    mail,
    now: z
      .strictObject({
        fate: mailFate,
        reason: mailReason.nullable(),
        ticket: ticketRef.nullable(),
      })
      .meta({ description: 'What becomes of it by the rules of today' }),
    isChanged: z.boolean(),
    isCarriedOut: z.boolean().meta({ description: 'It is judged again now' }),
  })
  .meta({ id: 'ReplayedMail' });

export const fetchedMail = z
  .strictObject({
    mail,
    isFetched: z
      .boolean()
      .meta({ description: 'It is kept and judged now; false where its server has it no more' }),
  })
  .meta({ id: 'FetchedMail' });

/** So many mails are judged at once; then the rest is asked for. */
export const replayedAtOnceMax = 100;

const standing = z.strictObject({ fate: mailFate.nullable(), reason: mailReason.nullable() });
const replayProblem = z.enum(['not_there', 'done', 'raw_gone', 'no_time']).nullable().meta({
  description:
    'Why it was not judged: no such mail; it is neither parked nor refused; its bytes are gone; the time for one request was over',
});
const nowFate = replayedMail.shape.now.nullable();

export const replayPreviewPage = pageOf(
  'ReplayPreviewPage',
  z
    .strictObject({ mail, now: nowFate, isChanged: z.boolean(), problem: replayProblem })
    .meta({ id: 'ReplayPreview' }),
);

export const replaysBody = z
  .strictObject({
    order: z.enum(['judge', 'ticket']),
    mails: z
      .array(mailId)
      .min(1)
      .max(replayedAtOnceMax)
      .refine((ids) => new Set(ids).size === ids.length, { error: asked('each_word_once') }),
  })
  .meta({ id: 'MailReplays' });

export const mailReplays = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          id: z.string(),
          before: standing.nullable(),
          now: nowFate,
          isCarriedOut: z.boolean().meta({ description: 'It is judged again now' }),
          problem: replayProblem,
        }),
      )
      .meta({ description: 'One for each mail, in the order of the request' }),
    carriedOutCount: z.int(),
  })
  .meta({ id: 'MailReplayResults' });

export const postedMail = z
  .strictObject({ id: z.string(), fate: mailFate.nullable() })
  .meta({ id: 'PostedMail' });

/** A mail of a ticket, as agents see it. */
export const ticketMail = z
  .strictObject({
    id: z.string(),
    messageId: z.string().nullable().meta({ description: 'null: the ticket was opened with it' }),
    fate: mailFate,
    reason: mailReason.nullable(),
    deliveredAt: instant,
    from: z.strictObject({ address: z.string(), name: z.string() }).nullable(),
    subject: z.string().nullable(),
    hasRaw: z.boolean(),
  })
  .meta({ id: 'TicketMail' });

export const ticketMailList = listOf('TicketMailList', ticketMail);

export const ticketMailText = z
  .strictObject({ ...ticketMail.shape, ...readText })
  .meta({ id: 'TicketMailText' });

/** How a mail is drawn as a page of its own. */
export const mailRendering = z.strictObject({
  show: z.enum(['html', 'source']).default('html'),
  pictures: z.enum(['hidden', 'shown']).default('hidden').meta({
    description:
      'Of other servers: shown, the browser of whoever reads asks them, and their owners learn of it',
  }),
  theme: z.enum(['light', 'dark']).default('light'),
});

export const ticketMailPath = z.strictObject({ id: recordId, mail: mailId });

export type MailboxConsentOutcome = (typeof consentOutcomes)[number];
export type MailboxOauth = NonNullable<z.infer<typeof oauth>>;
export type MailboxBody = z.output<typeof mailboxBody>;
export type Mailbox = z.infer<typeof mailbox>;
export type MailboxSigningBody = z.output<typeof mailboxSigningBody>;
export type MailboxStart = z.output<typeof mailboxStart>;
export type MailboxTest = z.infer<typeof mailboxTest>;
export type MailboxVerification = z.infer<typeof mailboxVerification>;
export type Mail = z.infer<typeof mail>;
export type MailFate = z.infer<typeof mailFate>;
export type MailWithText = z.infer<typeof mailWithText>;
export type MailRendering = z.output<typeof mailRendering>;
export type MailHeaders = z.infer<typeof mailHeaders>;
export type MailMark = z.infer<typeof mailMark>;
export type MailQuery = z.output<typeof mailQuery>;
export type MailCountsQuery = z.output<typeof mailCountsQuery>;
export type MailCounts = z.infer<typeof mailCounts>;
export type MailFlowQuery = z.output<typeof mailFlowQuery>;
export type MailFlow = z.infer<typeof mailFlow>;
export type ReplayPreview = z.infer<typeof replayPreviewPage>['items'][number];
export type MailReplays = z.infer<typeof mailReplays>;
export type ReplayedMail = z.infer<typeof replayedMail>;
export type TicketMail = z.infer<typeof ticketMail>;
export type TicketMailText = z.infer<typeof ticketMailText>;
