import type { Row } from './rows.ts';

export type ArticleFacts = Record<'articles', Row[]>;

/** An article as the desk's database has it; instants in milliseconds UTC. */
export interface SourceArticle {
  articleId: string;
  slug: string;
  title: string;
  kind: string;
  category: string | null;
  service: string | null;
  state: string;
  locales: string[];
  ownerId: string;
  sourceTicketId: string | null;
  version: number;
  createdAt: number;
  firstPublishedAt: number | null;
  updatedAt: number;
  reviewAt: number | null;
}

export function articleFacts(article: SourceArticle): ArticleFacts {
  return {
    articles: [
      {
        article_id: article.articleId,
        slug: article.slug,
        title: article.title,
        kind: article.kind,
        category: article.category,
        service: article.service,
        state: article.state,
        is_in_english: article.locales.includes('en'),
        is_in_french: article.locales.includes('fr'),
        owner_id: article.ownerId,
        source_ticket_id: article.sourceTicketId,
        version: article.version,
        created_at: article.createdAt,
        first_published_at: article.firstPublishedAt,
        updated_at: article.updatedAt,
        review_at: article.reviewAt,
      },
    ],
  };
}
