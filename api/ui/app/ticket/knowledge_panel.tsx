import link from 'icon:link';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ArticleSummary, Ticket, TicketReading } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { language, t } from '../words/language.ts';
import type { ActionName } from './actions.tsx';
import { focusDock } from './focus_dock.ts';
import { insertIntoReply } from './reply_insertion.ts';

const suggestedMax = 3;

interface KnowledgePanelProps {
  ticket: Ticket;
  action: { value: ActionName };
}

/** What the requester has read already, and what could be sent to them. */
export function KnowledgePanel({ ticket, action }: KnowledgePanelProps) {
  const reading = useReading(ticket.id);
  const suggested = useSuggested(ticket);
  const readIds = new Set(reading.map(({ article }) => article.id));
  const fresh = suggested.filter(({ id }) => !readIds.has(id)).slice(0, suggestedMax);
  if (reading.length === 0 && fresh.length === 0) return null;
  return (
    <section aria-labelledby="knowledge-title">
      <h2 id="knowledge-title">{t('knowledge.title')}</h2>
      {reading.length > 0 && (
        <>
          <h3>{t('knowledge.has_read')}</h3>
          <ul class="article-links">
            {reading.map(({ article, verdict }) => (
              <li key={article.id}>
                <a href={`/knowledge/${article.id}`}>{article.title}</a>
                {verdict === 'not_solved' && (
                  <span class="soft"> {t('knowledge.did_not_solve')}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {fresh.length > 0 && (
        <>
          <h3>{t('knowledge.suggested')}</h3>
          <ul class="article-links">
            {fresh.map((article) => (
              <Suggested key={article.id} article={article} ticket={ticket} action={action} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface SuggestedProps extends KnowledgePanelProps {
  article: ArticleSummary;
}

function Suggested({ article, ticket, action }: SuggestedProps) {
  const insert = () => {
    const address = new URL(`/portal/help/${article.slug}`, location.origin);
    insertIntoReply(ticket.id, `${article.title}\n${address}`);
    action.value = 'reply';
    requestAnimationFrame(focusDock);
  };
  return (
    <li>
      <a href={`/knowledge/${article.id}`} lang={article.locale}>
        {article.title}
      </a>
      {ticket.allowed.includes('addMessage') && (
        <Button
          isSmall
          icon={link}
          label={t('knowledge.insert_one', { title: article.title })}
          onClick={insert}
        >
          {t('knowledge.insert')}
        </Button>
      )}
    </li>
  );
}

function useReading(ticketId: string): TicketReading['items'] {
  const items = useSignal<TicketReading['items']>([]);
  useEffect(() => {
    void desk.getTicketReading({ path: { id: ticketId } }).then((answer) => {
      if (answer.isOk) items.value = answer.data.items;
    });
  }, [ticketId, language.value]);
  return items.value;
}

/** The published articles that fit a ticket's words. */
export function useSuggested({ id, subject, description, category }: Ticket): ArticleSummary[] {
  const items = useSignal<ArticleSummary[]>([]);
  useEffect(() => {
    if (subject === null) return;
    const body = {
      subject,
      ...(description ? { description } : {}),
      ...(category ? { category } : {}),
    };
    void desk.suggestArticles({ body }).then((answer) => {
      if (answer.isOk) items.value = answer.data.items;
    });
  }, [id, subject, category, language.value]);
  return items.value;
}
