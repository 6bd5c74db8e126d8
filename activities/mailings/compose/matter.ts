import type { RecipientReason } from '../../../workflows/domain/recipients.ts';
import type { Locale } from '../../../workflows/processes/locales.ts';
import type { WaitsFor } from '../../../workflows/processes/own_words.ts';

/**
 * What a mail tells, read from rows as they are when it is sent: words, names and instants, and no id.
 * Whatever its reader may not know is not in it.
 */
export interface MailMatter {
  reader: Reader;
  desk: Desk;
  /** One, or those of a digest, in the order in which they are told. */
  tickets: TicketMatter[];
  /** An answer to the mail comes back to its ticket. */
  isAnswerable: boolean;
  /** Where its reader sees why they get it, and chooses otherwise; null where nobody knows how the desk is called. */
  toldUrl: string | null;
}

/**
 * For what somebody reads of a ticket: they asked for it, have a copy of it, are asked to approve it,
 * or work on tickets.
 */
export type Side = 'requester' | 'copy' | 'approver' | 'desk';

export interface Reader {
  name: string;
  locale: Locale;
  /** IANA. */
  zone: string;
}

export interface Desk {
  name: string;
  logo: { mediaType: string; bytes: Buffer } | null;
}

export interface TicketMatter {
  side: Side;
  number: number;
  subject: string;
  /** Where it is read on the desk; null where nobody knows how the desk is called. */
  url: string | null;
  /** Of those who work on it; null for all others. */
  facts: DeskFacts | null;
  /** What happened, in order. */
  news: News[];
}

export interface DeskFacts {
  requester: string;
  /** As its process calls it where there is little room. */
  priority: string;
  group: string;
  /** When it is promised to be solved. */
  dueAt: Date | null;
  /** The ticket that it was merged into since. */
  mergedInto: number | null;
}

/** Why it is told. */
export type MailReason = RecipientReason;

export interface News {
  reason: MailReason;
  what: What;
}

/** What somebody said where its reader reads it. */
export interface Said {
  /** Null for the desk itself. */
  by: string | null;
  at: Date;
  body: string;
}

/** A file that goes with a mail, or that is too large for it. */
export interface MailFile {
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Null where it is read on the desk. */
  content: Buffer | null;
}

export interface Solution {
  title: string;
  url: string;
}

export interface SurveyChoice {
  score: 1 | 2 | 3 | 4 | 5;
  url: string;
}

/** How a task came to be told: it is the reader's, waits in their group, is due, or has ended. */
export type TaskNews = 'given' | 'waiting' | 'due' | 'overdue' | 'done' | 'cancelled';

/** `by` is the name of somebody, null where the desk did it by itself. */
export type What =
  | {
      type: 'received';
      answerBy: Date | null;
      isForApproval: boolean;
      articles: Solution[];
    }
  | (Said & {
      type: 'said';
      isOfDesk: boolean;
      isInternal: boolean;
      files: MailFile[];
      /** What was said before it, the latest first; of several, with the first alone. */
      before: Said[];
    })
  | { type: 'in_copy'; by: string | null; description: string }
  | {
      type: 'assigned';
      to: string | null;
      by: string | null;
      isToReader: boolean;
      /** What it is about, for whoever has it now. */
      description: string | null;
    }
  | { type: 'reopened'; by: string | null; note: string | null }
  | { type: 'cancelled'; by: string | null; note: string | null }
  | {
      type: 'on_hold';
      waitsFor: WaitsFor;
      /** As the process calls the reason. */
      title: string;
      until: Date | null;
      question: Said | null;
    }
  | {
      type: 'reminder';
      question: Said | null;
      /** When it is taken for resolved; null where it is not, without an answer. */
      resolvedAt: Date | null;
    }
  | {
      type: 'resolved';
      note: string | null;
      solution: Solution | null;
      /** Until when it can be opened again; null where it cannot. */
      reopensUntil: Date | null;
      /** By what its requester writes. */
      isReopenedByMessage: boolean;
      survey: { until: Date; choices: SurveyChoice[] } | null;
    }
  | {
      type: 'consent';
      title: string;
      text: string | null;
      until: Date;
      isReminder: boolean;
      /** Where it is answered without signing in; null where the desk has no address. */
      answers: { yes: string; no: string } | null;
    }
  | { type: 'approved' }
  | { type: 'not_approved'; by: string | null; note: string | null }
  | { type: 'rule'; title: string }
  | { type: 'rules_stopped'; title: string }
  /** What a rule said, by its template. */
  | { type: 'noted'; body: string }
  | { type: 'warned'; dueAt: Date }
  | {
      type: 'handed_off';
      by: string | null;
      title: string;
      note: string | null;
      requestedOutcome: string | null;
    }
  | {
      type: 'told_management';
      level: number;
      title: string;
      by: string | null;
      note: string | null;
    }
  | { type: 'handed_back' }
  | {
      type: 'approval';
      title: string;
      requester: string;
      about: string[];
      description: string;
    }
  | { type: 'overdue'; dueAt: Date }
  | {
      type: 'task';
      how: TaskNews;
      title: string;
      /** When it is due; null where it has no date, or has ended. */
      dueAt: Date | null;
      by: string | null;
      /** What is to be done, or what was said when it ended. */
      text: string | null;
    }
  | {
      type: 'paged';
      group: string;
      /** When the next is paged. */
      nextAt: Date;
      /** Where it is acknowledged without signing in; null where nobody knows how the desk is called. */
      acknowledgeUrl: string | null;
    }
  | { type: 'page_unanswered'; group: string }
  | { type: 'attention' }
  | { type: 'not_taken' }
  | { type: 'merged' }
  | { type: 'parted' };
