import { z } from 'zod';
import { listOf } from '../http/page_contract.ts';
import { instant, line, processWord, recordId, text } from '../http/text.ts';
import { articleSummary } from './article_contract.ts';

/** Somebody looks for help: in the help pages, or while writing a ticket. */
export const newKnowledgeSessionBody = z
  .strictObject({ place: z.enum(['portal', 'form']) })
  .meta({ id: 'NewKnowledgeSession' });

export const knowledgeSession = z
  .strictObject({
    id: z.string(),
    place: z.enum(['portal', 'form']),
    startedAt: instant,
    ending: z
      .enum(['solved', 'abandoned', 'submitted'])
      .nullable()
      .meta({ description: 'Null while it goes on; without a word it was left' }),
    ticket: z.string().nullable(),
  })
  .meta({ id: 'KnowledgeSession' });

export const knowledgeSessionPath = z.strictObject({ id: recordId });

export const knowledgeEventBody = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('opened'), article: recordId }),
    z.strictObject({ type: z.literal('abandoned') }),
  ])
  .meta({ id: 'NewKnowledgeEvent' });

/** What somebody is about to ask. With a session, what is shown for it is remembered. */
export const articleSuggestionsBody = z
  .strictObject({
    subject: line(200),
    description: text(50_000).optional(),
    category: processWord.optional(),
    session: recordId.optional(),
    limit: z.int().min(1).max(20).default(5),
  })
  .meta({ id: 'NewArticleSuggestions' });

export const articleSuggestions = listOf('ArticleSuggestions', articleSummary);

/** What a requester had read before they opened the ticket. */
export const ticketReading = listOf(
  'TicketReading',
  z.strictObject({
    article: z.strictObject({ id: z.string(), slug: z.string(), title: z.string() }),
    openedAt: instant,
    verdict: z.enum(['solved', 'not_solved']).nullable(),
  }),
);

export type NewKnowledgeSessionBody = z.infer<typeof newKnowledgeSessionBody>;
export type KnowledgeSession = z.infer<typeof knowledgeSession>;
export type KnowledgeEventBody = z.infer<typeof knowledgeEventBody>;
export type ArticleSuggestionsBody = z.infer<typeof articleSuggestionsBody>;
export type ArticleSuggestions = z.infer<typeof articleSuggestions>;
export type TicketReading = z.infer<typeof ticketReading>;
