import { seesInternals } from '../http/viewer.ts';
import type { Locale } from '../http/words.ts';
import type { Account } from '../people/directory.ts';
import { personOf, type TicketParts } from '../tickets/parts.ts';
import type { Article, ArticleSummary, ArticleText } from './article_contract.ts';
import type { StoredArticle } from './find_articles.ts';
import { renderMarkdown } from './markdown.ts';

type Names = TicketParts['names'];

/** Requesters are told what an article says, not who tends it. */
export function articleSummaryView(
  stored: StoredArticle,
  names: Names,
  account: Account,
): ArticleSummary {
  const isInternal = seesInternals(account);
  return {
    id: stored.article_id,
    slug: stored.slug,
    kind: stored.kind,
    state: stored.state,
    category: stored.category,
    service: stored.service,
    locale: stored.locale,
    locales: stored.locales,
    title: stored.title,
    summary: stored.summary,
    updatedAt: stored.updated_at.toISOString(),
    publishedAt: stored.first_published_at?.toISOString() ?? null,
    owner: isInternal ? personOf(stored.owner_id, names) : null,
    reviewOn: isInternal ? stored.review_on : null,
    isReviewOverdue: isInternal && stored.is_review_overdue,
    hasUnpublishedChanges: isInternal && stored.published_version !== stored.latest_version,
    openedCount: stored.opened_count,
  };
}

export interface ArticleParts {
  stored: StoredArticle;
  names: Names;
  /** The latest version; undefined for those who cannot edit. */
  editing?: {
    texts: ReadonlyMap<Locale, ArticleText>;
    feedback: { helpful: number; unhelpful: number };
  };
}

export function articleView({ stored, names, editing }: ArticleParts, account: Account): Article {
  return {
    ...articleSummaryView(stored, names, account),
    ...renderMarkdown(stored.body),
    version: stored.version,
    editing: editing
      ? {
          revision: stored.revision,
          latestVersion: stored.latest_version,
          publishedVersion: stored.published_version,
          process: stored.process_id,
          ticket: stored.source_ticket_id,
          texts: { en: editing.texts.get('en') ?? null, fr: editing.texts.get('fr') ?? null },
          helpfulCount: editing.feedback.helpful,
          unhelpfulCount: editing.feedback.unhelpful,
        }
      : null,
  };
}

export function articleEtag({ revision }: StoredArticle): string {
  return `"${revision}"`;
}
