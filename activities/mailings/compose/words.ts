import type { Locale } from '../../../workflows/processes/locales.ts';
import type { WaitsFor } from '../../../workflows/processes/own_words.ts';
import type { MailReason, SurveyChoice, TaskNews } from './matter.ts';
import { en } from './words_en.ts';
import { fr } from './words_fr.ts';

/** What mails say in one language. Names come marked by `shown`, instants as they are written. */
export interface MailWords {
  /** Null where the desk knows nothing of somebody but their address. */
  hello(name: string | null): string;
  received: {
    lead(number: number): string;
    next: string;
    forApproval: string;
    answerBy(when: string): string;
    articles: string;
  };
  said: {
    wrote(name: string): string;
    noted(name: string): string;
    mentioned(name: string): string;
    theDesk: string;
    files: string;
    filesElsewhere: string;
    fileSize(name: string, size: string): string;
    before(when: string, name: string): string;
    above: string;
  };
  inCopy(name: string | null): string;
  assigned: {
    toReader: string;
    toReaderBy(name: string): string;
    taken(name: string): string;
    takenOver(name: string): string;
  };
  reopened(name: string | null): string;
  reopenedForRequester: string;
  cancelled(name: string | null): string;
  cancelledForRequester: string;
  cancelledForCopy: string;
  reason: string;
  /** `title` is what the process calls the reason: “Waiting for a supplier”. */
  onHold: Record<WaitsFor, (title: string) => string>;
  onHoldUntil(when: string): string;
  asked: string;
  reminder: string;
  resolvedWithoutAnswer(when: string): string;
  resolved: string;
  resolvedForDesk: string;
  resolvedForCopy: string;
  solution: string;
  reopensByMail(when: string): string;
  reopensOnDesk(when: string): string;
  survey: {
    question: string;
    score: Record<SurveyChoice['score'], string>;
    until(when: string): string;
  };
  consent: {
    lead: string;
    again: string;
    question: string;
    yes: string;
    no: string;
    until(when: string): string;
    onDesk(when: string): string;
  };
  approved: string;
  notApproved(name: string | null): string;
  rule(title: string): string;
  rulesStopped(title: string): string;
  warned(when: string): string;
  handedOff(title: string, name: string | null): string;
  requestedOutcome: string;
  byAssignment: string;
  toldManagement(level: number, title: string, name: string | null): string;
  handedBack: string;
  approval: {
    lead(name: string): string;
    request: string;
    title: string;
    about: string;
    decide: string;
  };
  overdue(when: string): string;
  task: Record<TaskNews, (title: string, name: string | null) => string>;
  taskDue(when: string): string;
  paged: {
    lead(group: string): string;
    next(when: string): string;
    acknowledge: string;
  };
  pageUnanswered(group: string): string;
  attention: string;
  notTaken: string;
  merged: string;
  mergedInto(number: number): string;
  parted: string;
  partedForRequester: string;
  facts: { requester: string; priority: string; group: string; due: string };
  open: string;
  /** Before the link to why they get it. */
  toldOtherwise: string;
  reply: string;
  /** Of those who work on tickets. */
  replyToRequester: string;
  replyIsNote: string;
  addByMail: string;
  /** Why whoever reads it gets it. */
  why: Record<MailReason, string>;
  digest: {
    subject(count: number): string;
    lead(count: number): string;
  };
  erased: string;
  noSubject(number: number): string;
  /** Before a value. */
  colon: string;
}

export const mailWords: Record<Locale, MailWords> = { en, fr };
