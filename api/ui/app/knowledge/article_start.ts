import type { Article } from '../../../contract.ts';

export type TextPart = 'title' | 'summary' | 'body';

export type Texts = NonNullable<Article['editing']>['texts'];

/** What the fields of an article hold where nothing was left in them. */
export interface ArticleStart {
  kind: string;
  category: string | null;
  service: string | null;
  owner: string | null;
  reviewOn: string | null;
  process: string | null;
  texts: Texts;
}
