import { deskRoles, type Role, roles } from '../../database/roles.ts';
import {
  commands,
  type HumanCommandName,
  humanCommandNames,
} from '../../workflows/domain/commands.ts';
import { isAmong } from '../../workflows/domain/ticket.ts';

/** Roles, or everybody who is signed in, or everybody. */
export type Access = readonly Role[] | 'public';

const everyRole: Access = roles;
const desk: Access = deskRoles;
const agents: Access = ['agent', 'team_lead'];
const deskAndRequesters: Access = ['requester', ...deskRoles];
const deskAndAnalysts: Access = [...deskRoles, 'analyst'];
const deskAndAdministrators: Access = [...deskRoles, 'administrator'];
/** Whoever approves something may be a requester alone. */
const everybodyButAnalysts: Access = ['requester', ...deskRoles, 'administrator'];
const administrators: Access = ['administrator'];
const analysts: Access = ['process_owner', 'analyst'];

/**
 * Who reads and writes how to reach people, their addresses and phones: those who serve them, and those
 * who tend accounts. Others know people by name, site and department; everybody reads their own.
 */
export const contactReaders = ['agent', 'team_lead', 'administrator'] as const satisfies Role[];

/**
 * Who may use each operation. Whose tickets somebody may use it on is `visibleTo`: requesters have
 * their own tickets only, and other people's do not exist for them.
 */
export const policy = {
  ...commandPolicy(),
  giveCommands: desk,

  // Tickets
  openTicket: deskAndRequesters,
  logCall: desk,
  listTickets: deskAndRequesters,
  // Whoever is asked, agent or not, and nothing else of the tickets.
  listApprovals: deskAndRequesters,
  listTasks: desk,
  countTasks: desk,
  listTicketTasks: desk,
  listTags: desk,
  listMacros: desk,
  createMacro: desk,
  replaceMacro: desk,
  deleteMacro: desk,
  previewMacro: desk,
  runMacro: desk,
  listViews: desk,
  createView: desk,
  replaceView: desk,
  deleteView: desk,
  countViews: desk,
  getTicket: deskAndRequesters,
  listEvents: deskAndRequesters,
  listMessages: deskAndRequesters,
  listMergedMessages: deskAndRequesters,
  listClocks: desk,
  listDiagnosticSteps: desk,
  listEscalations: desk,
  listResolutions: deskAndRequesters,
  listLinks: deskAndRequesters,
  getSla: desk,
  listTicketRules: desk,
  streamChanges: deskAndRequesters,
  showPresence: desk,
  // Whoever holds the link of a mail.
  openSurvey: 'public',
  answerSurvey: 'public',
  openConsent: 'public',
  answerConsentByLink: 'public',
  listMajorIncidents: deskAndRequesters,
  uploadAttachment: deskAndRequesters,
  getAttachment: deskAndRequesters,

  // Problems
  listProblems: desk,
  logProblem: desk,
  getProblem: desk,
  listProblemEvents: desk,
  describeProblem: desk,
  classifyProblem: desk,
  assignProblem: desk,
  planProblemReview: desk,
  diagnoseProblem: desk,
  resolveProblem: desk,
  reopenProblem: desk,
  closeProblem: desk,
  linkIncident: desk,
  unlinkIncident: desk,
  listProblemProposals: desk,
  dismissProblemProposal: desk,

  // People and processes
  getMe: everyRole,
  listAccounts: deskAndAdministrators,
  getAccount: deskAndAdministrators,
  findColleagues: deskAndRequesters,
  // Agents add those who ask for help; other roles are for administrators to give.
  createAccount: deskAndAdministrators,
  changeAccount: administrators,
  getClosing: administrators,
  closeAccount: administrators,
  reopenAccount: administrators,
  importAccounts: administrators,
  exportAccounts: administrators,
  getDirectory: administrators,
  importFromDirectory: administrators,
  listGroups: deskAndAdministrators,
  putInGroup: administrators,
  takeFromGroup: administrators,
  // Their own; a team lead's of a common group too, administrators' of everybody.
  listAbsences: everybodyButAnalysts,
  addAbsence: everybodyButAnalysts,
  changeAbsence: everybodyButAnalysts,
  removeAbsence: everybodyButAnalysts,
  listOnCall: deskAndAdministrators,
  // Of their groups a team lead; whoever takes over from somebody says it of themselves.
  setOnCall: ['team_lead', 'process_owner', 'administrator'],
  removeOnCall: ['team_lead', 'process_owner', 'administrator'],
  addOverride: deskAndAdministrators,
  swapOnCall: ['team_lead', 'process_owner', 'administrator'],
  removeOverride: deskAndAdministrators,
  // Whoever holds the link of a mail.
  getOnCallCalendar: deskAndAdministrators,
  makeOnCallCalendar: deskAndAdministrators,
  revokeOnCallCalendar: deskAndAdministrators,
  readOnCallCalendar: 'public',
  openPageLink: 'public',
  acknowledgePageLink: 'public',
  listNotifications: deskAndRequesters,
  readNotifications: deskAndRequesters,
  getNotificationSettings: deskAndRequesters,
  chooseNotifications: deskAndRequesters,
  // Whoever holds the link of a mail.
  openUnsubscribing: 'public',
  endMails: 'public',
  listToldNotifications: deskAndRequesters,
  listToldOfTicket: desk,
  listMuted: deskAndRequesters,
  muteTicket: deskAndRequesters,
  unmuteTicket: deskAndRequesters,
  muteReason: deskAndRequesters,
  unmuteReason: deskAndRequesters,
  muteRule: deskAndRequesters,
  unmuteRule: deskAndRequesters,
  listProcesses: everyRole,
  getProcess: everyRole,
  getProcessDrawing: deskAndAnalysts,
  getProcessNow: deskAndAnalysts,
  getCatalogue: everyRole,
  // Of somebody else, and why: agents open tickets for others.
  explainRoute: desk,
  // Processes are their owners'.
  getShipping: ['process_owner', 'administrator'],
  listProcessVersions: ['process_owner', 'administrator'],
  shipVersionAgain: ['process_owner', 'administrator'],

  // Sign-in
  // SCIM, by tokens for it
  getScimConfig: ['administrator'],
  listScimResourceTypes: ['administrator'],
  listScimSchemas: ['administrator'],
  listScimUsers: ['administrator'],
  getScimUser: ['administrator'],
  createScimUser: ['administrator'],
  replaceScimUser: ['administrator'],
  patchScimUser: ['administrator'],
  deleteScimUser: ['administrator'],
  listScimGroups: ['administrator'],
  getScimGroup: ['administrator'],
  createScimGroup: ['administrator'],
  replaceScimGroup: ['administrator'],
  patchScimGroup: ['administrator'],
  removeScimGroup: ['administrator'],

  listSignInProviders: 'public',
  beginProviderSignIn: 'public',
  finishProviderSignIn: 'public',
  leaveProvider: 'public',
  listOwnIdentities: everyRole,
  beginIdentityLink: everyRole,
  confirmIdentityLink: everyRole,
  removeOwnIdentity: everyRole,
  listGroupMappings: ['administrator'],
  createGroupMapping: ['administrator'],
  deleteGroupMapping: ['administrator'],
  signIn: 'public',
  signInByCode: 'public',
  askForPasskey: 'public',
  signInByPasskey: 'public',
  askForReset: 'public',
  openSignInLink: 'public',
  useSignInLink: 'public',
  signInToDemo: 'public',
  signOut: 'public',
  getSecurity: everyRole,
  changePassword: everyRole,
  startTotp: everyRole,
  confirmTotp: everyRole,
  removeTotp: everyRole,
  renewRecoveryCodes: everyRole,
  startPasskey: everyRole,
  addPasskey: everyRole,
  removePasskey: everyRole,
  listOwnSessions: everyRole,
  endOwnSession: everyRole,
  endOtherSessions: everyRole,
  listOwnTokens: everyRole,
  createOwnToken: everyRole,
  revokeOwnToken: everyRole,
  getProfile: everyRole,
  changeProfile: everyRole,
  invite: administrators,
  resetPassword: administrators,
  resetFactors: administrators,
  listAccountSessions: administrators,
  endAccountSessions: administrators,
  endAccountSession: administrators,
  listAccountTokens: administrators,
  revokeAccountToken: administrators,
  getSignInRules: administrators,
  changeSignInRules: administrators,

  // Knowledge
  listArticles: deskAndRequesters,
  getArticle: deskAndRequesters,
  suggestArticles: deskAndRequesters,
  // What agents read is no self-service, and must not be counted as such.
  startKnowledgeSession: ['requester'],
  addKnowledgeEvent: ['requester'],
  giveArticleFeedback: deskAndRequesters,
  createArticle: desk,
  editArticle: desk,
  publishArticle: desk,
  archiveArticle: desk,
  restoreArticle: desk,
  previewArticle: desk,
  listArticleChanges: desk,
  getArticleVersion: desk,
  listArticleFeedback: desk,
  getTicketReading: desk,

  // Analytics
  listMetrics: deskAndAnalysts,
  getMetric: deskAndAnalysts,
  getMetricTickets: deskAndAnalysts,
  querySql: analysts,
  getProcessMap: deskAndAnalysts,
  listMinedTickets: deskAndAnalysts,
  getEventLog: analysts,
  getWarehouse: analysts,
  listQueries: analysts,
  getQuery: analysts,
  createQuery: analysts,
  replaceQuery: analysts,
  deleteQuery: analysts,
  listDashboards: deskAndAnalysts,
  getDashboard: deskAndAnalysts,
  getDashboardViews: deskAndAnalysts,
  compileChart: analysts,

  // Playbooks
  listPlaybooks: desk,
  listTicketPlaybooks: desk,
  listPlaybookSecrets: administrators,
  setPlaybookSecret: administrators,
  removePlaybookSecret: administrators,
  listPlaybookRuns: ['team_lead', 'process_owner', 'administrator'],

  // Administration
  listAuditEntries: administrators,

  // The desk itself
  getDeskProfile: 'public',
  getDeskLogo: 'public',
  changeDeskProfile: administrators,
  putDeskLogo: administrators,
  deleteDeskLogo: administrators,
  getSetup: administrators,
  settleSetup: administrators,
  sendTestMail: administrators,
  getTestMail: administrators,
  openOwnerLink: 'public',
  makeFirstOwner: 'public',
  recoverOwner: 'public',

  // Configuration items: requesters see those they use
  listConfigurationItems: everyRole,
  getConfigurationItem: everyRole,
  createConfigurationItem: ['team_lead', 'administrator'],
  changeConfigurationItem: ['team_lead', 'administrator'],
  listItemChanges: deskAndAdministrators,
  importConfigurationItems: ['team_lead', 'administrator'],
  exportConfigurationItems: ['team_lead', 'administrator'],

  // Customers
  listCustomers: deskAndAdministrators,
  createCustomer: administrators,
  changeCustomer: administrators,

  // Remote help
  listRemoteLinks: deskAndAdministrators,
  createRemoteLink: administrators,
  removeRemoteLink: administrators,
  listRemoteSessions: deskAndRequesters,
  startRemoteSession: desk,
  endRemoteSession: desk,
  listItemRemoteSessions: desk,

  // Webhooks
  listWebhooks: administrators,
  getWebhook: administrators,
  addWebhook: administrators,
  replaceWebhook: administrators,
  deleteWebhook: administrators,
  renewWebhookSecret: administrators,
  listWebhookDeliveries: administrators,
  getWebhookDelivery: administrators,
  testWebhook: administrators,
  replayWebhook: administrators,

  // Mail
  listMailboxes: administrators,
  getMailbox: administrators,
  addMailbox: administrators,
  replaceMailbox: administrators,
  deleteMailbox: administrators,
  startMailbox: administrators,
  testMailbox: administrators,
  signMailbox: administrators,
  unsignMailbox: administrators,
  testMailboxSending: administrators,
  verifyMailbox: administrators,
  beginMailboxConsent: administrators,
  finishMailboxConsent: administrators,
  // By tokens for it
  receiveMail: deskAndAdministrators,
  listMails: administrators,
  getMail: administrators,
  getRawMail: administrators,
  renderMail: administrators,
  replayMail: administrators,
  listOutgoingMails: administrators,
  retryOutgoingMail: administrators,
  listOutgoingQueues: administrators,
  retryOutgoingQueue: administrators,
  listTicketOutgoingMails: agents,
  listBounces: administrators,
  forgiveBounces: administrators,
  fetchMail: administrators,
  countMails: administrators,
  getMailFlow: administrators,
  previewReplays: administrators,
  replayMails: administrators,
  // A mail says how to reach whoever wrote it.
  listTicketMails: agents,
  getTicketMail: agents,
  getRawTicketMail: agents,
  renderTicketMail: agents,

  findPersonsData: administrators,
  getPersonalData: administrators,
  exportPersonalData: administrators,
  exportMyData: everyRole,
  erasePerson: administrators,
  getRetention: administrators,
  tryRetention: administrators,
  setRetention: administrators,

  // Operation
  listAlarms: ['process_owner', 'administrator'],

  // The API itself
  getOpenApi: 'public',
  getDocs: 'public',
  getDocsAsset: 'public',
  getHealth: 'public',
  getReadiness: 'public',
} as const satisfies Record<string, Access>;

export type OperationId = keyof typeof policy;

export function accessOf(operation: OperationId): Access {
  return policy[operation];
}

export function mayUse(operation: OperationId, held: readonly Role[]): boolean {
  const access = accessOf(operation);
  return access === 'public' || held.some((role) => access.includes(role));
}

export function mayReadContacts(held: readonly Role[]): boolean {
  return contactReaders.some((role) => held.includes(role));
}

export function isCommand(operation: OperationId): operation is HumanCommandName {
  return isAmong(humanCommandNames, operation);
}

/** A command that requesters may give on their own tickets is open to the desk too. */
function commandPolicy(): Record<HumanCommandName, Access> {
  const rows = humanCommandNames.map((name) => {
    const by: readonly string[] = commands[name].by;
    return [name, by.includes('requester') ? deskAndRequesters : desk];
  });
  return Object.fromEntries(rows);
}
