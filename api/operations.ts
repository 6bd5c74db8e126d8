import {
  compileChart,
  getDashboard,
  getDashboardViews,
  listDashboards,
} from './analytics/dashboards.ts';
import { getMetric, getMetricTickets, listMetrics } from './analytics/metrics.ts';
import { getEventLog, getProcessMap, listMinedTickets } from './analytics/mining.ts';
import {
  createQuery,
  deleteQuery,
  getQuery,
  listQueries,
  replaceQuery,
} from './analytics/saved_queries.ts';
import { querySql } from './analytics/sql.ts';
import { getWarehouse } from './analytics/warehouse.ts';
import { listAuditEntries } from './audit/audit.ts';
import {
  exportConfigurationItems,
  importConfigurationItems,
} from './configuration_items/import/imports.ts';
import { listItemChanges } from './configuration_items/item_record.ts';
import {
  changeConfigurationItem,
  createConfigurationItem,
  getConfigurationItem,
  listConfigurationItems,
} from './configuration_items/items.ts';
import { makeFirstOwner, openOwnerLink, recoverOwner } from './desk/first_owner.ts';
import {
  changeDeskProfile,
  deleteDeskLogo,
  getDeskLogo,
  getDeskProfile,
  putDeskLogo,
} from './desk/profile.ts';
import { getSetup, settleSetup } from './desk/setup.ts';
import { getTestMail, sendTestMail } from './desk/test_mail.ts';
import { getDirectory, importFromDirectory } from './federation/ldap/directories.ts';
import {
  createGroupMapping,
  deleteGroupMapping,
  listGroupMappings,
} from './federation/mappings.ts';
import {
  beginIdentityLink,
  confirmIdentityLink,
  listOwnIdentities,
  removeOwnIdentity,
} from './federation/oidc/identities.ts';
import {
  beginProviderSignIn,
  finishProviderSignIn,
  leaveProvider,
  listSignInProviders,
} from './federation/oidc/sign_in.ts';
import {
  getScimConfig,
  listScimResourceTypes,
  listScimSchemas,
} from './federation/scim/discovery.ts';
import {
  createScimGroup,
  getScimGroup,
  listScimGroups,
  patchScimGroup,
  removeScimGroup,
  replaceScimGroup,
} from './federation/scim/groups.ts';
import {
  createScimUser,
  deleteScimUser,
  getScimUser,
  listScimUsers,
  patchScimUser,
  replaceScimUser,
} from './federation/scim/users.ts';
import { listAlarms } from './health/alarms.ts';
import { getHealth, getReadiness } from './health/health.ts';
import { getDocs, getDocsAsset, getOpenApi } from './http/docs.ts';
import type { AnyOperation } from './http/operation.ts';
import {
  archiveArticle,
  createArticle,
  editArticle,
  getArticle,
  getArticleVersion,
  listArticleChanges,
  listArticles,
  previewArticle,
  publishArticle,
  restoreArticle,
} from './knowledge/articles.ts';
import { giveArticleFeedback, listArticleFeedback } from './knowledge/feedback.ts';
import {
  addKnowledgeEvent,
  getTicketReading,
  startKnowledgeSession,
  suggestArticles,
} from './knowledge/sessions.ts';
import { beginMailboxConsent, finishMailboxConsent } from './mail/consents.ts';
import { fetchMail } from './mail/fetch_mail.ts';
import { countMails } from './mail/mail_counts.ts';
import { getMailFlow } from './mail/mail_flow.ts';
import {
  addMailbox,
  deleteMailbox,
  getMailbox,
  listMailboxes,
  replaceMailbox,
  signMailbox,
  startMailbox,
  testMailbox,
  testMailboxSending,
  unsignMailbox,
  verifyMailbox,
} from './mail/mailboxes.ts';
import { getMail, getRawMail, listMails, renderMail, replayMail } from './mail/mails.ts';
import { forgiveBounces, listBounces } from './mail/outgoing/bounced_addresses.ts';
import {
  listOutgoingMails,
  listOutgoingQueues,
  listTicketOutgoingMails,
  retryOutgoingMail,
  retryOutgoingQueue,
} from './mail/outgoing/outgoing_mails.ts';
import { receiveMail } from './mail/receive_mail.ts';
import { previewReplays, replayMails } from './mail/replays.ts';
import {
  getRawTicketMail,
  getTicketMail,
  listTicketMails,
  renderTicketMail,
} from './mail/ticket_mails.ts';
import {
  getOnCallCalendar,
  makeOnCallCalendar,
  readOnCallCalendar,
  revokeOnCallCalendar,
} from './on_call/calendars.ts';
import {
  addOverride,
  listOnCall,
  removeOnCall,
  removeOverride,
  setOnCall,
  swapOnCall,
} from './on_call/on_call.ts';
import { acknowledgePageLink, openPageLink } from './on_call/page_links.ts';
import { addAbsence, changeAbsence, listAbsences, removeAbsence } from './people/absences.ts';
import { findColleagues } from './people/colleagues.ts';
import { changeCustomer, createCustomer, listCustomers } from './people/customers.ts';
import { listGroups, putInGroup, takeFromGroup } from './people/groups.ts';
import { exportAccounts, importAccounts } from './people/import/imports.ts';
import {
  listMuted,
  muteReason,
  muteRule,
  muteTicket,
  unmuteReason,
  unmuteRule,
  unmuteTicket,
} from './people/muting.ts';
import { listNotifications, readNotifications } from './people/notifications.ts';
import { chooseNotifications, getNotificationSettings } from './people/notifying/choices.ts';
import { listToldNotifications, listToldOfTicket } from './people/notifying/told.ts';
import { endMails, openUnsubscribing } from './people/notifying/unsubscribing.ts';
import {
  changeAccount,
  closeAccount,
  createAccount,
  getAccount,
  getClosing,
  getMe,
  listAccounts,
  reopenAccount,
} from './people/people.ts';
import type { OperationId } from './people/policy.ts';
import { resetFactors } from './people/sign_in/account_factors.ts';
import { invite, resetPassword } from './people/sign_in/account_links.ts';
import { signInByCode } from './people/sign_in/code_sign_in.ts';
import { signInToDemo } from './people/sign_in/demo.ts';
import { openSignInLink, useSignInLink } from './people/sign_in/links.ts';
import { addPasskey, removePasskey, startPasskey } from './people/sign_in/own_passkeys.ts';
import { changePassword } from './people/sign_in/own_password.ts';
import { changeProfile, getProfile } from './people/sign_in/own_profile.ts';
import { renewRecoveryCodes } from './people/sign_in/own_recovery_codes.ts';
import { confirmTotp, removeTotp, startTotp } from './people/sign_in/own_totp.ts';
import { askForPasskey, signInByPasskey } from './people/sign_in/passkey_sign_in.ts';
import { signIn } from './people/sign_in/password_sign_in.ts';
import { askForReset } from './people/sign_in/reset.ts';
import { changeSignInRules, getSignInRules } from './people/sign_in/rules.ts';
import { getSecurity } from './people/sign_in/security.ts';
import {
  endAccountSession,
  endAccountSessions,
  endOtherSessions,
  endOwnSession,
  listAccountSessions,
  listOwnSessions,
} from './people/sign_in/sessions.ts';
import { signOut } from './people/sign_in/sign_out.ts';
import {
  createOwnToken,
  listAccountTokens,
  listOwnTokens,
  revokeAccountToken,
  revokeOwnToken,
} from './people/sign_in/tokens.ts';
import { listPlaybookRuns, listPlaybooks, listTicketPlaybooks } from './playbooks/playbooks.ts';
import {
  listPlaybookSecrets,
  removePlaybookSecret,
  setPlaybookSecret,
} from './playbooks/secrets.ts';
import {
  erasePerson,
  exportMyData,
  exportPersonalData,
  findPersonsData,
  getPersonalData,
} from './privacy/privacy.ts';
import { getRetention, setRetention, tryRetention } from './privacy/retention.ts';
import { assignProblem, planProblemReview } from './problems/assignment.ts';
import { classifyProblem, describeProblem } from './problems/classification.ts';
import { diagnoseProblem } from './problems/diagnosis.ts';
import { linkIncident, unlinkIncident } from './problems/incidents.ts';
import { logProblem } from './problems/log_problem.ts';
import { getProblem, listProblemEvents, listProblems } from './problems/problems.ts';
import { dismissProblemProposal, listProblemProposals } from './problems/proposals.ts';
import { closeProblem, reopenProblem, resolveProblem } from './problems/resolution.ts';
import { getCatalogue } from './processes/catalogue.ts';
import { getProcessDrawing } from './processes/drawing.ts';
import { getProcessNow } from './processes/live.ts';
import { explainRoute, getProcess, listProcesses } from './processes/processes.ts';
import { getShipping, listProcessVersions, shipVersionAgain } from './processes/versions.ts';
import { listItemRemoteSessions } from './remote_help/item_sessions.ts';
import { createRemoteLink, listRemoteLinks, removeRemoteLink } from './remote_help/remote_links.ts';
import {
  endRemoteSession,
  listRemoteSessions,
  startRemoteSession,
} from './remote_help/remote_sessions.ts';
import { listApprovals } from './tickets/approvals/approvals.ts';
import { getAttachment, uploadAttachment } from './tickets/attachments/attachments.ts';
import * as affected from './tickets/commands/affected.ts';
import * as approvals from './tickets/commands/approvals.ts';
import * as assignment from './tickets/commands/assignment.ts';
import * as classification from './tickets/commands/classification.ts';
import * as consentCommands from './tickets/commands/consents.ts';
import * as conversation from './tickets/commands/conversation.ts';
import * as escalations from './tickets/commands/escalations.ts';
import * as ticketFields from './tickets/commands/fields.ts';
import * as followers from './tickets/commands/followers.ts';
import * as links from './tickets/commands/links.ts';
import * as majorIncident from './tickets/commands/major_incident.ts';
import * as merging from './tickets/commands/merge.ts';
import * as paging from './tickets/commands/paging.ts';
import * as pending from './tickets/commands/pending.ts';
import * as playbookCommands from './tickets/commands/playbooks.ts';
import * as resolution from './tickets/commands/resolution.ts';
import * as tagging from './tickets/commands/tags.ts';
import * as tasks from './tickets/commands/tasks.ts';
import { answerConsentByLink, openConsent } from './tickets/consent/consent.ts';
import { logCall } from './tickets/log_call.ts';
import {
  createMacro,
  deleteMacro,
  listMacros,
  previewMacro,
  replaceMacro,
  runMacro,
} from './tickets/macros/macros.ts';
import { listMajorIncidents } from './tickets/major_incidents/major_incidents.ts';
import { openTicket } from './tickets/opening.ts';
import { showPresence } from './tickets/presence/show_presence.ts';
import {
  listClocks,
  listDiagnosticSteps,
  listEscalations,
  listLinks,
  listResolutions,
} from './tickets/record/record.ts';
import { listTicketRules } from './tickets/rules/rules.ts';
import { giveCommands } from './tickets/sequence/sequence.ts';
import { getSla } from './tickets/sla/sla.ts';
import { streamChanges } from './tickets/stream/stream.ts';
import { answerSurvey, openSurvey } from './tickets/survey/survey.ts';
import { listTags } from './tickets/tags/tags.ts';
import { countTasks, listTasks, listTicketTasks } from './tickets/tasks/tasks.ts';
import { getTicket, listTickets } from './tickets/tickets.ts';
import { listEvents, listMergedMessages, listMessages } from './tickets/timeline/timeline.ts';
import {
  countViews,
  createView,
  deleteView,
  listViews,
  replaceView,
} from './tickets/views/views.ts';
import {
  getWebhookDelivery,
  listWebhookDeliveries,
  replayWebhook,
  testWebhook,
} from './webhooks/deliveries.ts';
import {
  addWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  renewWebhookSecret,
  replaceWebhook,
} from './webhooks/webhooks.ts';

/** Every operation of the API, with its own types; each of the policy is here, under its id. */
export const operations = {
  openTicket,
  logCall,
  listTickets,
  listApprovals,
  listTasks,
  countTasks,
  listTicketTasks,
  listTags,
  listMacros,
  createMacro,
  replaceMacro,
  deleteMacro,
  previewMacro,
  runMacro,
  listViews,
  createView,
  replaceView,
  deleteView,
  countViews,
  getTicket,
  listEvents,
  listMessages,
  listMergedMessages,
  listClocks,
  listDiagnosticSteps,
  listEscalations,
  listResolutions,
  listLinks,
  getSla,
  listTicketRules,
  streamChanges,
  showPresence,
  listMajorIncidents,
  openSurvey,
  answerSurvey,
  openConsent,
  answerConsentByLink,
  uploadAttachment,
  getAttachment,
  // The commands: what else is in their files is an operation too.
  ...conversation,
  ...assignment,
  ...classification,
  ...escalations,
  ...ticketFields,
  ...approvals,
  ...pending,
  ...resolution,
  ...merging,
  ...links,
  ...affected,
  ...tagging,
  ...tasks,
  ...paging,
  ...playbookCommands,
  ...consentCommands,
  ...followers,
  ...majorIncident,
  giveCommands,
  listProblems,
  logProblem,
  getProblem,
  listProblemEvents,
  describeProblem,
  classifyProblem,
  assignProblem,
  planProblemReview,
  diagnoseProblem,
  resolveProblem,
  reopenProblem,
  closeProblem,
  linkIncident,
  unlinkIncident,
  listProblemProposals,
  dismissProblemProposal,
  getMe,
  findColleagues,
  listAccounts,
  getAccount,
  createAccount,
  changeAccount,
  getClosing,
  closeAccount,
  reopenAccount,
  importAccounts,
  getDirectory,
  importFromDirectory,
  exportAccounts,
  listGroups,
  putInGroup,
  takeFromGroup,
  listAbsences,
  listOnCall,
  setOnCall,
  removeOnCall,
  addOverride,
  swapOnCall,
  removeOverride,
  getOnCallCalendar,
  makeOnCallCalendar,
  revokeOnCallCalendar,
  readOnCallCalendar,
  openPageLink,
  acknowledgePageLink,
  addAbsence,
  changeAbsence,
  removeAbsence,
  listNotifications,
  readNotifications,
  getNotificationSettings,
  chooseNotifications,
  openUnsubscribing,
  endMails,
  listToldNotifications,
  listToldOfTicket,
  listMuted,
  muteTicket,
  unmuteTicket,
  muteReason,
  unmuteReason,
  muteRule,
  unmuteRule,
  listProcesses,
  getProcess,
  getProcessDrawing,
  getProcessNow,
  getCatalogue,
  explainRoute,
  getShipping,
  listProcessVersions,
  shipVersionAgain,
  signIn,
  signInByCode,
  askForPasskey,
  signInByPasskey,
  askForReset,
  openSignInLink,
  useSignInLink,
  signInToDemo,
  signOut,
  listSignInProviders,
  beginProviderSignIn,
  finishProviderSignIn,
  leaveProvider,
  listOwnIdentities,
  beginIdentityLink,
  confirmIdentityLink,
  removeOwnIdentity,
  getScimConfig,
  listScimResourceTypes,
  listScimSchemas,
  listScimUsers,
  getScimUser,
  createScimUser,
  replaceScimUser,
  patchScimUser,
  deleteScimUser,
  listScimGroups,
  getScimGroup,
  createScimGroup,
  replaceScimGroup,
  patchScimGroup,
  removeScimGroup,
  listGroupMappings,
  createGroupMapping,
  deleteGroupMapping,
  getSecurity,
  changePassword,
  startTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  startPasskey,
  addPasskey,
  removePasskey,
  listOwnSessions,
  endOwnSession,
  endOtherSessions,
  listAccountSessions,
  endAccountSessions,
  endAccountSession,
  listOwnTokens,
  createOwnToken,
  revokeOwnToken,
  listAccountTokens,
  revokeAccountToken,
  getProfile,
  changeProfile,
  invite,
  resetPassword,
  resetFactors,
  getSignInRules,
  changeSignInRules,
  listArticles,
  getArticle,
  createArticle,
  editArticle,
  publishArticle,
  archiveArticle,
  restoreArticle,
  previewArticle,
  listArticleChanges,
  getArticleVersion,
  giveArticleFeedback,
  listArticleFeedback,
  suggestArticles,
  startKnowledgeSession,
  addKnowledgeEvent,
  getTicketReading,
  listMetrics,
  getMetric,
  getMetricTickets,
  querySql,
  getProcessMap,
  listMinedTickets,
  getEventLog,
  getWarehouse,
  listQueries,
  createQuery,
  getQuery,
  replaceQuery,
  deleteQuery,
  listDashboards,
  getDashboard,
  getDashboardViews,
  compileChart,
  listAuditEntries,
  getDeskProfile,
  getDeskLogo,
  changeDeskProfile,
  putDeskLogo,
  deleteDeskLogo,
  getSetup,
  settleSetup,
  sendTestMail,
  getTestMail,
  openOwnerLink,
  makeFirstOwner,
  recoverOwner,
  listConfigurationItems,
  getConfigurationItem,
  createConfigurationItem,
  changeConfigurationItem,
  listItemChanges,
  importConfigurationItems,
  exportConfigurationItems,
  listCustomers,
  createCustomer,
  changeCustomer,
  listRemoteLinks,
  createRemoteLink,
  removeRemoteLink,
  listRemoteSessions,
  startRemoteSession,
  endRemoteSession,
  listItemRemoteSessions,
  listMailboxes,
  getMailbox,
  addMailbox,
  replaceMailbox,
  deleteMailbox,
  startMailbox,
  signMailbox,
  unsignMailbox,
  testMailboxSending,
  testMailbox,
  verifyMailbox,
  beginMailboxConsent,
  finishMailboxConsent,
  receiveMail,
  listMails,
  getMail,
  getRawMail,
  renderMail,
  replayMail,
  listOutgoingMails,
  retryOutgoingMail,
  listOutgoingQueues,
  retryOutgoingQueue,
  listTicketOutgoingMails,
  listBounces,
  forgiveBounces,
  fetchMail,
  countMails,
  getMailFlow,
  previewReplays,
  replayMails,
  listTicketMails,
  getTicketMail,
  getRawTicketMail,
  renderTicketMail,
  listWebhooks,
  getWebhook,
  addWebhook,
  replaceWebhook,
  deleteWebhook,
  renewWebhookSecret,
  listWebhookDeliveries,
  getWebhookDelivery,
  testWebhook,
  replayWebhook,
  findPersonsData,
  getPersonalData,
  exportPersonalData,
  exportMyData,
  erasePerson,
  listPlaybooks,
  listTicketPlaybooks,
  listPlaybookRuns,
  listPlaybookSecrets,
  setPlaybookSecret,
  removePlaybookSecret,
  getRetention,
  tryRetention,
  setRetention,
  listAlarms,
  getOpenApi: getOpenApi(() => operationList),
  getDocs,
  getDocsAsset,
  getHealth,
  getReadiness,
} satisfies { [Id in OperationId]: AnyOperation & { id: Id } };

export type DefinedOperations = typeof operations;

/** The same in their order, for what treats all alike. */
export const operationList: readonly AnyOperation[] = Object.values(operations);
