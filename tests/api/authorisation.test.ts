import { createHash } from 'node:crypto';
import test from 'ava';
import { z } from 'zod';
import type { AnyOperation } from '../../api/http/operation.ts';
import { operationList } from '../../api/operations.ts';
import { accessOf, mayUse } from '../../api/people/policy.ts';
import type { Role } from '../../database/roles.ts';
import { roles } from '../../database/roles.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, type Reply, startApiDesk, type Token } from './api_desk.ts';

/**
 * Every operation, by every role, on somebody else's things. What is asked of an operation that
 * names things stands in the tables below: one that is in none of them fails here, in words.
 */

let desk: ApiDesk;

/** What Camille and Inès have, and nobody else may have anything of. */
interface Things {
  /** Of Camille, with a public message and a file, and with what agents say among themselves. */
  ticket: string;
  messageFile: string;
  /** Uploaded by Camille, not sent. */
  unsentFile: string;
  /** Of Paul: what he may name of his own. */
  paulsTicket: string;
  /** Camille's reading. */
  reading: string;
  article: string;
  /** A draft of the desk, not published. */
  draft: string;
  /** Inès's own, not shared; and one of hers that all analysts may read. */
  query: string;
  sharedQuery: string;
  /** Of the register: what Camille uses, and what nobody does. */
  device: string;
  sharedDevice: string;
  /** Ids of Camille's token and of a session of hers. */
  token: string;
  session: string;
}

let things: Things;

const canary = 'Quetzalcoatl';

const tokenOf: Record<Role, Token> = {
  requester: 'demo-requester',
  agent: 'demo-agent',
  team_lead: 'tess-team-lead',
  process_owner: 'demo-owner',
  analyst: 'demo-analyst',
  administrator: 'odile-administrator',
};

/** What needs nobody to be signed in, and why. */
const open: Record<string, string> = {
  getDeskProfile: 'the name of the desk, which the sign-in page shows',
  getDeskLogo: 'the picture of the desk, which the sign-in page shows',
  openOwnerLink: 'only a secret that was printed on the machine opens anything',
  makeFirstOwner: 'only a secret that was printed on the machine opens anything',
  recoverOwner: 'only a secret that was printed on the machine opens anything',
  signInToDemo: 'whoever signs in is not signed in yet; on a desk that is no demo it refuses all',
  listSignInProviders: 'the sign-in page offers them',
  beginProviderSignIn: 'whoever signs in is not signed in yet',
  finishProviderSignIn: 'whoever signs in is not signed in yet',
  leaveProvider: 'it forgets what this browser began',
  signIn: 'whoever signs in is not signed in yet',
  signInByCode: 'the second half of a sign-in',
  askForPasskey: 'whoever signs in is not signed in yet',
  signInByPasskey: 'whoever signs in is not signed in yet',
  askForReset: 'whoever forgot a password cannot sign in; the answer is the same for all',
  openSignInLink: 'the secret of the link is what opens it',
  useSignInLink: 'the secret of the link is what opens it',
  openSurvey: 'the secret of the link is what opens it',
  answerSurvey: 'the secret of the link is what answers, as whoever it was made for',
  openPageLink: 'the secret of the link is what opens it',
  acknowledgePageLink: 'the secret of the link is what acknowledges, as whoever was paged',
  readOnCallCalendar: 'the secret of the address is what opens it',
  openConsent: 'the secret of the link is what opens it',
  answerConsentByLink: 'the secret of the link is what answers, as whoever it was made for',
  openUnsubscribing: 'the secret of the link is what opens it',
  endMails: 'the secret of the link is what ends mails, of whoever it was made for',
  signOut: 'it ends what the cookie names, and nothing without one',
  getOpenApi: 'a document that is the same for all',
  getDocs: 'a page that is the same for all',
  getDocsAsset: 'files of that page',
  getHealth: 'says that the process lives',
  getReadiness: 'says whether the parts answer',
};

/** One request for what is another person's, and what it must be answered. */
interface Probe {
  as: Token;
  ask(things: Things): { path?: Record<string, string>; query?: string; body?: unknown };
  status: number | readonly number[];
  code?: string;
}

/** Why what is named belongs to nobody in particular, or what asks for somebody else's. */
type Row = string | readonly Probe[];

const allTickets = 'who may use it sees every ticket of the desk';
const allProblems = 'problems are the desk’s: who may use it sees all of them';
const allArticles = 'articles are the desk’s: who may use it tends all of them';
const theDesks = 'what it names is the desk’s own, the same for whoever may use it';
const anyAccount = 'administrators tend every account';
const filter = 'it narrows what the asker may see anyway: a test below looks at what comes back';
const allWebhooks = 'webhooks are the desk’s: administrators tend all of them';
const allMailboxes = 'mail is the desk’s: administrators tend all of it';
const anyPerson = 'it names a person of the desk, whom agents know';

/** Operations that name something in their address, tickets aside: all of those are asked below. */
const inAddress: Record<string, Row> = {
  getProblem: allProblems,
  listProblemEvents: allProblems,
  describeProblem: allProblems,
  classifyProblem: allProblems,
  assignProblem: allProblems,
  planProblemReview: allProblems,
  diagnoseProblem: allProblems,
  resolveProblem: allProblems,
  reopenProblem: allProblems,
  closeProblem: allProblems,
  linkIncident: allProblems,
  unlinkIncident: allProblems,
  dismissProblemProposal: allProblems,
  getProcess: theDesks,
  getProcessDrawing: theDesks,
  getProcessNow: theDesks,
  listProcessVersions: theDesks,
  shipVersionAgain: theDesks,
  deleteScimUser: anyAccount,
  replaceScimUser: anyAccount,
  patchScimUser: anyAccount,
  getScimUser: anyAccount,
  getScimGroup: anyAccount,
  replaceScimGroup: anyAccount,
  patchScimGroup: anyAccount,
  removeScimGroup: anyAccount,
  deleteGroupMapping: anyAccount,
  changeCustomer: theDesks,
  setPlaybookSecret: theDesks,
  removePlaybookSecret: theDesks,
  removeRemoteLink: theDesks,
  getConfigurationItem: 'configuration_items.test.ts says who sees which',
  changeConfigurationItem: theDesks,
  listItemChanges: theDesks,
  listItemRemoteSessions: allTickets,
  changeAccount: anyAccount,
  getClosing: anyAccount,
  closeAccount: anyAccount,
  reopenAccount: anyAccount,
  putInGroup: anyAccount,
  takeFromGroup: anyAccount,
  endAccountSession: anyAccount,
  endAccountSessions: anyAccount,
  listAccountSessions: anyAccount,
  listAccountTokens: anyAccount,
  listBounces: anyAccount,
  forgiveBounces: anyAccount,
  revokeAccountToken: anyAccount,
  invite: anyAccount,
  resetPassword: anyAccount,
  resetFactors: anyAccount,
  getPersonalData: anyAccount,
  exportPersonalData: anyAccount,
  erasePerson: anyAccount,
  beginProviderSignIn:
    'whoever comes back from a provider shows its state and the cookie of the beginning',
  finishProviderSignIn:
    'whoever comes back from a provider shows its state and the cookie of the beginning',
  leaveProvider:
    'whoever comes back from a provider shows its state and the cookie of the beginning',
  getAccount: anyPerson,
  changeAbsence: 'people.test.ts says whose absences somebody may change',
  removeAbsence: 'people.test.ts says whose absences somebody may change',
  setOnCall: 'on_call.test.ts says whose rotation somebody may change',
  removeOnCall: 'on_call.test.ts says whose rotation somebody may change',
  addOverride: 'on_call.test.ts says who may say who has it instead',
  swapOnCall: 'on_call.test.ts says whose rotation somebody may change',
  readOnCallCalendar: 'on_call.test.ts says what its secret opens, and when no more',
  removeOverride: 'on_call.test.ts says who may say who has it instead',
  cancelPlaybook: allTickets,
  retryPlaybook: allTickets,
  deleteMacro: 'macros.test.ts and views.test.ts say whose somebody may change',
  replaceMacro: 'macros.test.ts and views.test.ts say whose somebody may change',
  deleteView: 'macros.test.ts and views.test.ts say whose somebody may change',
  replaceView: 'macros.test.ts and views.test.ts say whose somebody may change',
  revokeOwnToken: [
    {
      as: 'paul-requester',
      ask: (known) => ({ path: { id: known.token, token: known.token, session: known.token } }),
      // Some are taken from a browser's session alone; in none of them anything is gone.
      status: [204, 403, 404],
    },
  ],
  endOwnSession: [
    {
      as: 'paul-requester',
      ask: (known) => ({
        path: { id: known.session, token: known.session, session: known.session },
      }),
      // Some are taken from a browser's session alone; in none of them anything is gone.
      status: [204, 403, 404],
    },
  ],
  muteReason: 'it is of whoever asks, and names a word',
  unmuteReason: 'it is of whoever asks, and names a word',
  muteRule:
    'it is of whoever asks; notifications.test.ts: a rule that told them nothing is not there',
  unmuteRule: 'it is of whoever asks, and names a word',
  removePasskey: 'it looks among the keys of whoever asks; tests/api/sign_in have another’s',
  removeOwnIdentity: 'it looks among the identities of whoever asks',
  getArticle: [
    {
      as: 'paul-requester',
      ask: ({ draft }) => ({ path: { id: draft } }),
      status: 404,
    },
  ],
  createArticle: allArticles,
  editArticle: allArticles,
  publishArticle: allArticles,
  archiveArticle: allArticles,
  restoreArticle: allArticles,
  listArticleChanges: allArticles,
  getArticleVersion: allArticles,
  giveArticleFeedback: [
    {
      as: 'paul-requester',
      ask: ({ draft }) => ({ path: { id: draft }, body: { isHelpful: true } }),
      status: 404,
    },
  ],
  listArticleFeedback: allArticles,
  addKnowledgeEvent: [
    {
      as: 'paul-requester',
      ask: ({ reading, article }) => ({
        path: { id: reading },
        body: { type: 'opened', article },
      }),
      status: 404,
    },
  ],
  getMetric: theDesks,
  getMetricTickets: 'the numbers have no texts and no names',
  getQuery: [
    {
      as: 'demo-owner',
      ask: ({ query }) => ({ path: { id: query } }),
      status: 404,
    },
  ],
  replaceQuery: [
    {
      as: 'demo-owner',
      ask: ({ query }) => ({ path: { id: query }, body: savedQuery }),
      status: 404,
    },
    {
      as: 'demo-owner',
      ask: ({ sharedQuery }) => ({ path: { id: sharedQuery }, body: savedQuery }),
      status: 403,
      code: 'not_yours',
    },
  ],
  deleteQuery: [
    {
      as: 'demo-owner',
      ask: ({ query }) => ({ path: { id: query } }),
      // As for one that is gone already; nothing is removed.
      status: 204,
    },
    {
      as: 'demo-owner',
      ask: ({ sharedQuery }) => ({ path: { id: sharedQuery } }),
      status: 403,
      code: 'not_yours',
    },
  ],
  getMailbox: allMailboxes,
  replaceMailbox: allMailboxes,
  deleteMailbox: allMailboxes,
  startMailbox: allMailboxes,
  testMailbox: allMailboxes,
  signMailbox: allMailboxes,
  unsignMailbox: allMailboxes,
  testMailboxSending: allMailboxes,
  verifyMailbox: allMailboxes,
  beginMailboxConsent: allMailboxes,
  receiveMail: 'it hands in a message to the desk, whoever sent it',
  getMail: allMailboxes,
  getRawMail: allMailboxes,
  renderMail: allMailboxes,
  replayMail: allMailboxes,
  retryOutgoingMail: allMailboxes,
  retryOutgoingQueue: allMailboxes,
  fetchMail: allMailboxes,
  getWebhook: allWebhooks,
  replaceWebhook: allWebhooks,
  deleteWebhook: allWebhooks,
  renewWebhookSecret: allWebhooks,
  listWebhookDeliveries: allWebhooks,
  getWebhookDelivery: allWebhooks,
  testWebhook: allWebhooks,
  replayWebhook: allWebhooks,
  getDashboard: theDesks,
  getDashboardViews: theDesks,
  getDocsAsset: theDesks,
};

const savedQuery = { name: 'Mine', sql: 'select 1', params: [], chart: null, isShared: false };

const texts = { subject: 'Mine', description: 'Mine too' };

/** Fields of bodies and queries that name something, by operation and field. */
const inInput: Record<string, Row> = {
  'explainRoute.requester': anyPerson,
  'listToldNotifications.ticket': filter,
  'openTicket.requester': [
    {
      as: 'paul-requester',
      ask: () => ({ body: { ...texts, requester: 'acc-camille' } }),
      status: 400,
    },
  ],
  'openTicket.link.id': [
    {
      as: 'paul-requester',
      ask: ({ ticket }) => ({ body: { ...texts, link: { kind: 'parent', id: ticket } } }),
      status: 400,
    },
  ],
  'openTicket.affected': [
    {
      as: 'paul-requester',
      ask: ({ device }) => ({ body: { ...texts, affected: [device] } }),
      status: 400,
    },
    {
      as: 'paul-requester',
      ask: ({ sharedDevice }) => ({ body: { ...texts, affected: [sharedDevice] } }),
      status: 400,
    },
  ],
  'openTicket.attachments': [
    {
      as: 'paul-requester',
      ask: ({ unsentFile }) => ({ body: { ...texts, attachments: [unsentFile] } }),
      status: 400,
    },
    {
      as: 'paul-requester',
      ask: ({ messageFile }) => ({ body: { ...texts, attachments: [messageFile] } }),
      status: 400,
    },
  ],
  'addMessage.attachments': [
    {
      as: 'paul-requester',
      ask: ({ paulsTicket, unsentFile }) => ({
        path: { id: paulsTicket },
        body: { body: 'Mine', attachments: [unsentFile] },
      }),
      status: 400,
    },
    {
      as: 'demo-agent',
      ask: ({ paulsTicket, unsentFile }) => ({
        path: { id: paulsTicket },
        body: { body: 'Mine', attachments: [unsentFile] },
      }),
      status: 400,
    },
  ],
  'giveCommands.commands.body.attachments': [
    {
      as: 'demo-agent',
      ask: ({ paulsTicket, unsentFile }) => ({
        path: { id: paulsTicket },
        body: {
          commands: [{ name: 'addMessage', body: { body: 'Mine', attachments: [unsentFile] } }],
        },
      }),
      status: 400,
    },
  ],
  'giveCommands.commands.body.assignee': anyPerson,
  'giveCommands.commands.body.article': allArticles,
  'logCall.ticket': 'the ticket it opens, not one that is there',
  'logCall.ticket.requester': anyPerson,
  'logCall.ticket.link.id': allTickets,
  'logCall.ticket.affected': 'agents see the whole register',
  'logCall.ticket.attachments': [
    {
      as: 'demo-agent',
      ask: ({ unsentFile }) => ({
        body: {
          ticket: { ...texts, requester: 'acc-paul', attachments: [unsentFile] },
          commands: [],
        },
      }),
      status: 400,
    },
  ],
  'logCall.commands.body.attachments': [
    {
      as: 'demo-agent',
      ask: ({ unsentFile }) => ({
        body: {
          ticket: { ...texts, requester: 'acc-paul' },
          commands: [{ name: 'addMessage', body: { body: 'Mine', attachments: [unsentFile] } }],
        },
      }),
      status: 201,
    },
  ],
  'logCall.commands.body.assignee': anyPerson,
  'logCall.commands.body.article': allArticles,
  'listTickets.id': filter,
  'listTickets.assignee': filter,
  'listTickets.requester': filter,
  'listTickets.problem': filter,
  'addTask.assignee': anyPerson,
  'assign.assignee': anyPerson,
  'assignTask.assignee': anyPerson,
  'resolve.article': allArticles,
  'merge.into': allTickets,
  'listProblems.owner': filter,
  'logProblem.owner': anyPerson,
  'logProblem.incidents': allTickets,
  'assignProblem.owner': anyPerson,
  'resolveProblem.incidents': allTickets,
  'dismissProblemProposal.incidents': allTickets,
  'createArticle.owner': anyPerson,
  'createArticle.ticket': allTickets,
  'editArticle.owner': anyPerson,
  'giveArticleFeedback.session': [
    {
      as: 'paul-requester',
      ask: ({ article, reading }) => ({
        path: { id: article },
        body: { isHelpful: true, session: reading },
      }),
      status: 400,
    },
  ],
  'suggestArticles.session': [
    {
      as: 'paul-requester',
      ask: ({ reading }) => ({ body: { subject: canary, session: reading } }),
      status: 400,
    },
  ],
  'addKnowledgeEvent.article': [
    {
      as: 'demo-requester',
      ask: ({ reading, draft }) => ({
        path: { id: reading },
        body: { type: 'opened', article: draft },
      }),
      status: 404,
    },
  ],
  'setOnCall.layers.members': anyPerson,
  'setOnCall.levels.person': anyPerson,
  'addOverride.person': anyPerson,
  'swapOnCall.shifts.person': anyPerson,
  'addAbsence.account': anyPerson,
  'addAbsence.deputyId': anyPerson,
  'addMessage.mentions': 'only agents are mentioned, and only by agents; tests/api say so',
  'addPasskey.credential.id': 'what a browser shows of itself',
  'addPasskey.credential.rawId': 'what a browser shows of itself',
  'changeAbsence.deputyId': anyPerson,
  'changeAccount.customerId': theDesks,
  'changeAccount.managerId': anyAccount,
  'changeConfigurationItem.ownerId': anyPerson,
  'createConfigurationItem.ownerId': anyPerson,
  'changeConfigurationItem.remoteId': 'a number of a program of remote help',
  'createConfigurationItem.remoteId': 'a number of a program of remote help',
  'changeConfigurationItem.dependsOn': theDesks,
  'createConfigurationItem.dependsOn': theDesks,
  'changeConfigurationItem.supportGroup.id': theDesks,
  'createConfigurationItem.supportGroup.id': theDesks,
  'listConfigurationItems.owner': filter,
  'listConfigurationItems.dependsOn': filter,
  'listTickets.affected': filter,
  'startRemoteSession.item': 'remote_help.test.ts says what may be opened',
  'startRemoteSession.link': theDesks,
  'markAffected.add': 'configuration_items.test.ts says who may mark which',
  'markAffected.remove': 'what is not marked is not missed',
  'closeAccount.deputyId': anyAccount,
  'countViews.of': filter,
  'createAccount.customerId': theDesks,
  'createAccount.managerId': anyAccount,
  'createMacro.steps.assignee': anyPerson,
  'erasePerson.mentions': 'administrators erase any text that names a person',
  'giveCommands.commands.body.mentions': anyPerson,
  'listAbsences.account': anyPerson,
  'logCall.commands.body.mentions': anyPerson,
  'replaceMacro.steps.assignee': anyPerson,
  'runMacro.macro': 'macros.test.ts says whose macros somebody may run',
  'setRetention.attachments': 'a number of days',
  'signInByPasskey.credential.id': 'what a browser shows of itself',
  'signInByPasskey.credential.rawId': 'what a browser shows of itself',
  'tryRetention.attachments': 'a number of days',
  'getMetric.by': 'it names a column',
  'replayWebhook.delivery': allWebhooks,
  'addMailbox.oauth.clientId': 'it names the desk itself to a provider',
  'replaceMailbox.oauth.clientId': 'it names the desk itself to a provider',
  'listMails.mailbox': allMailboxes,
  'listOutgoingMails.mailbox': allMailboxes,
  'countMails.mailbox': allMailboxes,
  'getMailFlow.mailbox': allMailboxes,
  'previewReplays.mailbox': allMailboxes,
  'replayMails.mails': allMailboxes,
  'listAuditEntries.person': 'administrators read the whole audit',
  'listAuditEntries.objectId': 'administrators read the whole audit',
};

/** One valid body a command, so that only who asks can be what is wrong. */
const bodies: Record<string, unknown> = {
  addMessage: { body: 'Let me in' },
  reopen: {},
  close: {},
  cancel: {},
  recordSatisfaction: { score: 1 },
  answerConsent: { answer: 'yes' },
  resolve: { code: 'fixed', note: 'x' },
  approve: {},
  refuseApproval: {},
};

const nobodys = { ticket: 'tkt-00000000000000000000000000', other: 'x-0000' };

test.before(async () => {
  desk = await startApiDesk();
  const camille = desk.as('demo-requester');
  const lea = desk.as('demo-agent');
  const ines = desk.as('demo-analyst');
  const { id: ticket } = await camille.opens({ subject: `${canary} of Camille` });
  const messageFile = await uploads(`${canary} sent`);
  const unsentFile = await uploads(`${canary} unsent`);
  const said = { body: `${canary} is what I said`, attachments: [messageFile] };
  await done(camille.post(`/api/tickets/${ticket}/messages`, said));
  const note = { body: `${canary} is what we think`, visibility: 'internal' };
  await done(lea.post(`/api/tickets/${ticket}/messages`, note));
  const { id: paulsTicket } = await desk.as('paul-requester').opens();
  const session = { place: 'portal' };
  const { id: reading } = await done(camille.post('/api/knowledge-sessions', session));
  const draft = await writesArticle('An article that nobody has published');
  const article = await writesArticle('An article for all');
  await done(lea.put(`/api/articles/${article}/publication`));
  const saved = (fields: object) => done(ines.post('/api/queries', { ...savedQuery, ...fields }));
  const { id: query } = await saved({ name: canary });
  const { id: sharedQuery } = await saved({ name: 'For all analysts', isShared: true });
  const registers = (fields: object) =>
    done(
      desk
        .as('odile-administrator')
        .post('/api/configuration-items', { kind: 'device', name: canary, ...fields }),
    );
  const { id: device } = await registers({ ownerId: 'acc-camille' });
  const { id: sharedDevice } = await registers({});
  const [kept] = await desk.database('api_tokens').where('account_id', 'acc-camille');
  const [signedIn] = await desk
    .database('sessions')
    .insert({
      session_hash: 'camille',
      account_id: 'acc-camille',
      method: 'demo',
      expires_at: new Date(Date.now() + hourMs),
    })
    .returning('session_id');
  things = {
    token: String(kept?.token_id),
    session: String(signedIn?.session_id),
    ticket,
    messageFile,
    unsentFile,
    paulsTicket,
    reading,
    article,
    draft,
    query,
    sharedQuery,
    device,
    sharedDevice,
  };
  await desk.database('accounts').insert({
    account_id: 'acc-gone',
    display_name: 'Gone',
    roles: [...roles],
    is_active: false,
  });
  await desk.database('api_tokens').insert({
    token_hash: createHash('sha256').update('gone').digest('hex'),
    account_id: 'acc-gone',
    label: 'test',
  });
  await eventually(
    async () => (await lea.get(`/api/tickets?q=${canary}`)).body.items?.length === 1,
  );
});

async function done(reply: Promise<Reply>): Promise<Body> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

async function writesArticle(title: string): Promise<string> {
  const { id } = await done(
    desk.as('demo-agent').post('/api/articles', {
      kind: 'guide',
      texts: { en: { title, summary: 'A summary', body: 'A body' } },
    }),
  );
  return id;
}

async function uploads(name: string): Promise<string> {
  const response = await fetch(
    `${desk.server.url}/api/attachments?name=${encodeURIComponent(`${name}.txt`)}`,
    {
      method: 'POST',
      headers: { authorization: 'Bearer demo-requester' },
      body: new Uint8Array(Buffer.from(`${canary} in a file, ${name}`)),
    },
  );
  return ((await response.json()) as Body).id;
}

/** Asks, and leaves at once what goes on: a stream, a file. */
async function ask(
  operation: AnyOperation,
  token: string | null,
  { path = {}, query = '', body }: ReturnType<Probe['ask']>,
): Promise<{ status: number; text: string; code: string | undefined }> {
  const address = operation.address.replace(/\{(\w+)\}/g, (_all, name) => {
    const value = path[name];
    return encodeURIComponent(value ?? (name === 'n' ? '1' : nobodys.other));
  });
  const leave = new AbortController();
  const response = await fetch(`${desk.server.url}${address}${query}`, {
    method: operation.method.toUpperCase(),
    signal: leave.signal,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isStream = /event-stream/.test(response.headers.get('content-type') ?? '');
  const text = isStream ? '' : await response.text();
  leave.abort();
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return { status: response.status, text, code };
}

test.serial('what needs nobody signed in is known, and why', (t) => {
  const found = operationList.filter(({ id }) => accessOf(id) === 'public').map(({ id }) => id);
  for (const id of found) {
    t.truthy(open[id], `${id} is open to everybody: say in \`open\` of this test why it may be`);
  }
  for (const id of Object.keys(open)) {
    t.true(
      found.some((one) => one === id),
      `${id} is not open any more: take it out of \`open\``,
    );
  }
});

test.serial(
  'without a credential, with a wrong one or of a closed account nothing is done',
  async (t) => {
    t.timeout(120_000);
    for (const operation of operationList) {
      if (accessOf(operation.id) === 'public') continue;
      for (const token of [null, 'nobodys', 'gone']) {
        const { status } = await ask(operation, token, { path: { id: nobodys.ticket } });
        // Wrong credentials that come too often are not looked at any more.
        t.true([401, 429].includes(status), `${operation.id} as ${token}: ${status}`);
        if (status === 429) await forgetCounts();
      }
    }
  },
);

/** What was counted of this test's own wrong credentials. */
async function forgetCounts(): Promise<void> {
  await desk.database('shared_counts').delete();
}

test.serial('each role may use what the table says, and is told so where it may not', async (t) => {
  t.timeout(180_000);
  for (const operation of operationList) {
    if (accessOf(operation.id) === 'public') continue;
    for (const role of roles) {
      const reply = await ask(operation, tokenOf[role], { path: { id: nobodys.ticket } });
      const told = `${operation.id} as ${role}: ${reply.status} ${reply.text.slice(0, 200)}`;
      if (mayUse(operation.id, [role])) {
        t.not(reply.status, 401, told);
        t.not(reply.code, 'role_not_allowed', told);
        t.true(reply.status < 500, told);
      } else {
        t.is(reply.status, 403, told);
        // SCIM has an answer of its own for what is refused.
        if (!operation.address.includes('/scim/')) t.is(reply.code, 'role_not_allowed', told);
      }
    }
  }
});

test.serial('whatever a requester asks of somebody else’s ticket, it does not exist', async (t) => {
  t.timeout(120_000);
  const before = await whatIsKnown();
  const faults: string[] = [];
  for (const operation of operationList) {
    if (!operation.address.startsWith('/api/tickets/{id}')) continue;
    if (!mayUse(operation.id, ['requester'])) continue;
    const { ticket, messageFile } = things;
    const path = {
      id: ticket,
      attachment: messageFile,
      other: things.paulsTicket,
      kind: 'related',
    };
    const reply = await ask(operation, 'paul-requester', {
      path,
      ...(operation.body && { body: bodies[operation.id] ?? {} }),
    });
    const told = `${operation.id}: ${reply.status} ${reply.text.slice(0, 300)}`;
    if (reply.status === 400) faults.push(`${told}: give it a body in \`bodies\` of this test`);
    else if (reply.status !== 404 || reply.text.includes(canary)) faults.push(told);
  }
  t.deepEqual(faults, []);
  t.deepEqual(await whatIsKnown(), before, 'and nothing happened');
});

test.serial(
  'whoever names what is another’s in an address is told that it is not there',
  async (t) => {
    t.timeout(120_000);
    const before = await whatIsKnown();
    const faults: string[] = [];
    for (const operation of operationList) {
      const { id, address } = operation;
      if (!address.includes('{') || address.startsWith('/api/tickets/{id}')) continue;
      const row = inAddress[id];
      if (row === undefined) {
        faults.push(
          `${id} (${address}) names something: say in \`inAddress\` of this test how it answers ` +
            'who asks for somebody else’s, or why it is nobody’s',
        );
        continue;
      }
      faults.push(...(await faultsOf(operation, row)));
    }
    t.deepEqual(faults, []);
    t.deepEqual(await whatIsKnown(), before, 'and nothing happened');
  },
);

test.serial(
  'whoever names what is another’s in a body or a query gets nothing of it',
  async (t) => {
    t.timeout(120_000);
    const before = await whatIsKnown();
    const faults: string[] = [];
    const named = operationList.flatMap((operation) =>
      fieldsThatName(operation).map((field) => [`${operation.id}.${field}`, operation] as const),
    );
    for (const [name, operation] of named) {
      const row = inInput[name];
      if (row === undefined) {
        faults.push(
          `${name} names something: say in \`inInput\` of this test how it is answered when that is ` +
            'somebody else’s, or why it is nobody’s',
        );
        continue;
      }
      faults.push(...(await faultsOf(operation, row)));
    }
    t.deepEqual(faults, []);
    t.true(named.length > 20, 'the pattern still finds fields');
    t.deepEqual(await whatIsKnown(), before, 'and nothing happened');
  },
);

async function faultsOf(operation: AnyOperation, row: Row): Promise<string[]> {
  if (typeof row === 'string') return [];
  const faults: string[] = [];
  for (const probe of row) {
    const asked = probe.ask(things);
    const { status, text, code } = await ask(operation, probe.as, asked);
    const isAsked = [probe.status].flat().includes(status) && (!probe.code || probe.code === code);
    // What somebody wrote may come back to them, and nothing else with it.
    const isTold = text.includes(canary) && !JSON.stringify(asked).includes(canary);
    if (isAsked && !isTold) continue;
    faults.push(`${operation.id} as ${probe.as}: ${status} ${text.slice(0, 300)}`);
  }
  return faults;
}

/** Names of fields that hold ids of things, wherever a body or a query has them. */
const naming =
  /(Id|Ids)$|^(id|ids|into|assignee|requester|owner|deputy|manager|attachments|incidents|parent|members|person|people|accounts?|recipients|session|tickets?|other|caller|watchers|followers|mentions|cc|devices?|problem|articles?|macro|of|by|agent)$/;

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

function fieldsThatName({ query, body }: AnyOperation): string[] {
  const found = new Set<string>();
  for (const schema of [query, body]) {
    if (!schema) continue;
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    collect(json, '', json.$defs ?? {}, found, new Set());
  }
  return [...found];
}

function collect(
  schema: JsonSchema,
  at: string,
  definitions: Record<string, JsonSchema>,
  found: Set<string>,
  seen: Set<string>,
): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const here = at === '' ? name : `${at}.${name}`;
    const isWord =
      field.enum !== undefined ||
      field.const !== undefined ||
      ['integer', 'number', 'boolean', 'object'].includes(field.type ?? '');
    if (naming.test(name) && !isWord) found.add(here);
    collect(field, here, definitions, found, seen);
  }
  const { items, anyOf = [], oneOf = [], allOf = [], $ref } = schema;
  for (const part of [...(items ? [items] : []), ...anyOf, ...oneOf, ...allOf]) {
    collect(part, at, definitions, found, seen);
  }
  const name = $ref?.split('/').at(-1);
  if (name === undefined || seen.has(`${at} ${name}`)) return;
  seen.add(`${at} ${name}`);
  const definition = definitions[name];
  if (definition) collect(definition, at, definitions, found, seen);
}

/** What of the things above would show that somebody else did something to them. */
async function whatIsKnown() {
  const { database } = desk;
  const { ticket, query, sharedQuery, reading, unsentFile, messageFile } = things;
  return {
    tokens: (await database('api_tokens').where('account_id', 'acc-camille')).length,
    sessions: (await database('sessions').where('account_id', 'acc-camille')).length,
    events: await database('ticket_events').where('ticket_id', ticket).orderBy('seq').pluck('seq'),
    messages: (await database('messages').where('ticket_id', ticket)).length,
    paulsMessages: (await database('messages').where('author_id', 'acc-paul')).length,
    queries: await database('saved_queries')
      .whereIn('query_id', [query, sharedQuery])
      .orderBy('query_id')
      .select('query_id', 'name', 'sql', 'version'),
    views: (await database('knowledge_views').where('session_id', reading)).length,
    searches: (await database('knowledge_searches').where('session_id', reading)).length,
    files: await database('attachments')
      .whereIn('attachment_id', [unsentFile, messageFile])
      .orderBy('attachment_id')
      .select('attachment_id', 'owner_id', 'ticket_id', 'message_id'),
  };
}
