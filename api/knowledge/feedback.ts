import { defineOperation } from '../http/operation.ts';
import { personOf } from '../tickets/parts.ts';
import {
  articleFeedback,
  articleFeedbackBody,
  articleFeedbackPage,
  articlePath,
} from './article_contract.ts';
import { getStored } from './articles.ts';
import { findFeedback } from './find_article_past.ts';
import { recordFeedback } from './session_store.ts';

export const giveArticleFeedback = defineOperation({
  id: 'giveArticleFeedback',
  method: 'put',
  address: '/api/articles/{id}/feedback',
  summary: 'Says whether an article solved it; the last word of a person counts',
  tag: 'Knowledge',
  path: articlePath,
  body: articleFeedbackBody,
  answers: { 200: { description: 'What was said', schema: articleFeedback } },
  async handle({ account, path, body }, dependencies) {
    const { article_id: articleId } = await getStored(path.id, account, 'published', dependencies);
    const { isHelpful, comment = null, session = null } = body;
    const said = { articleId, isHelpful, comment, sessionId: session };
    const at = await recordFeedback(dependencies.database, account, said);
    return { status: 200, body: { isHelpful, comment, at: at.toISOString() } };
  },
});

export const listArticleFeedback = defineOperation({
  id: 'listArticleFeedback',
  method: 'get',
  address: '/api/articles/{id}/feedback',
  summary: 'What readers said of an article, the newest first',
  tag: 'Knowledge',
  path: articlePath,
  answers: { 200: { description: 'What was said', schema: articleFeedbackPage } },
  async handle({ account, path }, dependencies) {
    const { database, accounts } = dependencies;
    const { article_id: articleId } = await getStored(path.id, account, 'latest', dependencies);
    const rows = await findFeedback(database, articleId);
    const names = await accounts.namesOf(rows.map((row) => row.account_id));
    const items = rows.map(({ account_id, is_helpful, comment, given_at }) => ({
      isHelpful: is_helpful,
      comment,
      at: given_at.toISOString(),
      by: personOf(account_id, names),
    }));
    return { status: 200, body: { items, next: null } };
  },
});
