import type { AnyOperation } from '../operation.ts';
import { approve, refuseApproval } from './approvals.ts';
import { giveArticleFeedback, listArticleFeedback } from './article_feedback.ts';
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
} from './articles.ts';
import { accept, assign, classify } from './assignment.ts';
import { getAttachment, uploadAttachment } from './attachments.ts';
import { addDiagnosticStep, addMessage } from './conversation.ts';
import { compileChart, getDashboard, getDashboardViews, listDashboards } from './dashboards.ts';
import { getDocs, getDocsAsset, getOpenApi } from './docs.ts';
import { acceptEscalation, escalate, refuseEscalation } from './escalations.ts';
import { getHealth, getMeasures, getReadiness } from './health.ts';
import {
  addKnowledgeEvent,
  getTicketReading,
  startKnowledgeSession,
  suggestArticles,
} from './knowledge_sessions.ts';
import { link, unlink } from './links.ts';
import { declareMajor, listMajorIncidents, withdrawMajor } from './major_incidents.ts';
import { merge, unmerge } from './merge.ts';
import { getMetric, getMetricTickets, listMetrics } from './metrics.ts';
import { listNotifications, readNotifications } from './notifications.ts';
import { endPending, setPending } from './pending.ts';
import { getMe, listAccounts, signIn, signOut } from './people.ts';
import { linkIncident, unlinkIncident } from './problem_incidents.ts';
import { dismissProblemProposal, listProblemProposals } from './problem_proposals.ts';
import {
  assignProblem,
  classifyProblem,
  closeProblem,
  describeProblem,
  diagnoseProblem,
  getProblem,
  listProblemEvents,
  listProblems,
  logProblem,
  planProblemReview,
  reopenProblem,
} from './problem_records.ts';
import { resolveProblem } from './problem_resolution.ts';
import { getProcess, listProcesses } from './processes.ts';
import { cancel, close, recordSatisfaction, reopen, resolve } from './resolution.ts';
import { createQuery, deleteQuery, getQuery, listQueries, replaceQuery } from './saved_queries.ts';
import { getSla } from './sla.ts';
import { querySql } from './sql.ts';
import { streamChanges } from './stream.ts';
import { getTicket, listTickets, openTicket } from './tickets.ts';
import { listEvents, listMergedMessages, listMessages } from './timeline.ts';
import { getWarehouse } from './warehouse.ts';

/** Every address of the API. */
export const operations: readonly AnyOperation[] = [
  openTicket,
  listTickets,
  getTicket,
  listEvents,
  listMessages,
  listMergedMessages,
  getSla,
  streamChanges,
  listMajorIncidents,
  uploadAttachment,
  getAttachment,
  addMessage,
  assign,
  accept,
  classify,
  addDiagnosticStep,
  escalate,
  acceptEscalation,
  refuseEscalation,
  approve,
  refuseApproval,
  setPending,
  endPending,
  resolve,
  reopen,
  close,
  cancel,
  merge,
  unmerge,
  link,
  unlink,
  declareMajor,
  withdrawMajor,
  recordSatisfaction,
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
  listAccounts,
  listNotifications,
  readNotifications,
  listProcesses,
  getProcess,
  signIn,
  signOut,
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
  getOpenApi(() => operations),
  getDocs,
  getDocsAsset,
  getHealth,
  getReadiness,
  getMeasures,
];
