import type { Article } from '../../../contract.ts';
import { forgetDraft, readDraft } from '../draft.ts';
import { languages } from '../words/language.ts';

const textParts = ['title', 'summary', 'body'] as const;

export type TextPart = (typeof textParts)[number];

export type Texts = NonNullable<Article['editing']>['texts'];

/** What the fields hold at first. */
export interface ArticleStart {
  /** What is written and not saved is kept in this browser under it. */
  draftName: string;
  kind: string;
  category: string | null;
  service: string | null;
  owner: string | null;
  reviewOn: string | null;
  process: string | null;
  texts: Texts;
}

function draftsOf(draftName: string): string[] {
  return languages.flatMap((locale) => textParts.map((part) => `${draftName}.${locale}.${part}`));
}

export function hasDraft(draftName: string): boolean {
  return draftsOf(draftName).some((name) => readDraft(name) !== null);
}

/** What was written is saved, or not wanted. */
export function forgetArticleDraft(draftName: string): void {
  for (const name of draftsOf(draftName)) forgetDraft(name);
}
