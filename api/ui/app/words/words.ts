import type { Article, TicketSort } from '../../../contract.ts';

/** All words of a kind in their order: one that is left out, or that nobody knows, does not compile. */
function allOf<Word extends string>(words: Record<Word, true>): readonly Word[] {
  return Object.keys(words) as Word[];
}

/** The words that only the contract has; those of a ticket are the domain's own. */
export const articleKinds = allOf<Article['kind']>({
  guide: true,
  faq: true,
  tutorial: true,
  known_error: true,
});

export const ticketSorts = allOf<TicketSort>({
  match: true,
  nextDeadline: true,
  priority: true,
  openedAt: true,
  '-openedAt': true,
  updatedAt: true,
  '-updatedAt': true,
});
