import type { Database } from '../../database/connection.ts';
import type { StoredSession } from '../../database/knowledge_sessions.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import type { Locale } from '../http/words.ts';
import { ticketPath } from '../tickets/ticket_path.ts';
import { getVisible } from '../tickets/tickets.ts';
import { articleSummaryView } from './article_view.ts';
import { findSuggestions } from './find_articles.ts';
import {
  articleSuggestions,
  articleSuggestionsBody,
  type KnowledgeSession,
  knowledgeEventBody,
  knowledgeSession,
  knowledgeSessionPath,
  newKnowledgeSessionBody,
  ticketReading,
} from './session_contract.ts';
import { addSessionEvent, recordShown, startSession } from './session_store.ts';

const tag = 'Knowledge';

export const startKnowledgeSession = defineOperation({
  id: 'startKnowledgeSession',
  method: 'post',
  address: '/api/knowledge-sessions',
  summary: 'Somebody looks for help: what they are shown and open is remembered from here on',
  tag,
  body: newKnowledgeSessionBody,
  isKeyed: true,
  answers: { 201: { description: 'The session', schema: knowledgeSession } },
  async handle({ account, idempotency, body }, { database }) {
    const session = await startSession(database, idempotency.recordId('kns'), account, body);
    return { status: 201, body: sessionView(session) };
  },
});

export const addKnowledgeEvent = defineOperation({
  id: 'addKnowledgeEvent',
  method: 'post',
  address: '/api/knowledge-sessions/{id}/events',
  summary: 'An article was opened, or the search for help left',
  tag,
  path: knowledgeSessionPath,
  body: knowledgeEventBody,
  answers: { 201: { description: 'The session after it', schema: knowledgeSession } },
  async handle({ account, path, body }, { database }) {
    const session = await addSessionEvent(database, path.id, account, body);
    return { status: 201, body: sessionView(session) };
  },
});

export const suggestArticles = defineOperation({
  id: 'suggestArticles',
  method: 'post',
  address: '/api/article-suggestions',
  summary: 'Articles that may answer what somebody is about to ask, the best first',
  tag,
  body: articleSuggestionsBody,
  answers: { 200: { description: 'The articles', schema: articleSuggestions } },
  async handle({ account, body }, { database, accounts }) {
    const { subject, description, category, session, limit } = body;
    const reader = { account, locale: account.locale };
    const question = description === undefined ? subject : `${subject}\n${excerpt(description)}`;
    const found = await findSuggestions(database, reader, {
      question,
      limit,
      ...(category && { category }),
    });
    if (session !== undefined) {
      const articleIds = found.map((stored) => stored.article_id);
      const shown = { query: subject, category: category ?? null, articleIds };
      await recordShown(database, session, account, shown);
    }
    const names = await accounts.namesOf(found.map((stored) => stored.owner_id));
    const items = found.map((stored) => articleSummaryView(stored, names, account));
    return { status: 200, body: { items, next: null } };
  },
});

/** What a ticket is about is said at its beginning. */
function excerpt(description: string): string {
  return description.slice(0, 300);
}

export const getTicketReading = defineOperation({
  id: 'getTicketReading',
  method: 'get',
  address: '/api/tickets/{id}/reading',
  summary: 'The articles its requester had opened before asking',
  tag,
  path: ticketPath,
  answers: { 200: { description: 'The articles', schema: ticketReading } },
  async handle({ account, path }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const items = await listReading(dependencies.database, path.id, account.locale);
    return { status: 200, body: { items, next: null } };
  },
});

function listReading(database: Database, ticketId: string, locale: Locale) {
  return withDatabase(async () => {
    const rows = await database('knowledge_sessions')
      .join('knowledge_views', 'knowledge_views.session_id', 'knowledge_sessions.session_id')
      .join('articles', 'articles.article_id', 'knowledge_views.article_id')
      .joinRaw(
        `join lateral (
          select title from article_texts
          where article_texts.article_id = articles.article_id
            and article_texts.version = coalesce(articles.published_version, articles.latest_version)
          order by article_texts.locale <> ?, article_texts.locale
          limit 1
        ) as texts on true`,
        [locale],
      )
      .where('knowledge_sessions.ticket_id', ticketId)
      .whereNotNull('knowledge_views.opened_at')
      .orderBy('knowledge_views.opened_at')
      .select<ReadingRow[]>([
        'articles.article_id',
        'articles.slug',
        'texts.title',
        'knowledge_views.opened_at',
        'knowledge_views.verdict',
      ]);
    return rows.map(({ article_id: id, slug, title, opened_at, verdict }) => ({
      article: { id, slug, title },
      openedAt: opened_at.toISOString(),
      verdict,
    }));
  });
}

interface ReadingRow {
  article_id: string;
  slug: string;
  title: string;
  opened_at: Date;
  verdict: 'solved' | 'not_solved' | null;
}

function sessionView(session: StoredSession): KnowledgeSession {
  return {
    id: session.session_id,
    place: session.place,
    startedAt: session.started_at.toISOString(),
    ending: session.ending,
    ticket: session.ticket_id,
  };
}
