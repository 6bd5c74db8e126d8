import type { ComponentChildren } from 'preact';
import type { Ticket } from '../../../contract.ts';
import { deadlineDetail } from '../deadline_words.ts';
import { t } from '../language.ts';
import { When } from '../parts/when.tsx';
import { titleOf } from '../process.ts';
import type { ActionName } from './actions.ts';
import { DiagnosticsPanel } from './diagnostics_panel.tsx';
import { HandOffPanel } from './hand_off_panel.tsx';
import { KnowledgePanel } from './knowledge_panel.tsx';
import { ProblemPanel } from './problem_panel.tsx';
import { ApprovalsPanel, LinksPanel } from './relations_panel.tsx';
import type { TicketStore } from './ticket_store.ts';

interface FactsPanelProps {
  store: TicketStore;
  ticket: Ticket;
  action: { value: ActionName };
}

/** What is known about the ticket beside what was said in it. */
export function FactsPanel({ store, ticket, action }: FactsPanelProps) {
  return (
    <aside class="facts" id="facts" aria-label={t('facts.title')}>
      <Facts ticket={ticket} />
      <ApprovalsPanel ticket={ticket} />
      <LinksPanel store={store} ticket={ticket} />
      <ProblemPanel ticket={ticket} action={action} />
      <HandOffPanel ticket={ticket} />
      <KnowledgePanel ticket={ticket} action={action} />
      <DiagnosticsPanel ticket={ticket} action={action} />
      <Resolutions ticket={ticket} />
    </aside>
  );
}

function Facts({ ticket }: { ticket: Ticket }) {
  const next = deadlineDetail(ticket);
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">{t('facts.title')}</h2>
      <dl class="fact-list">
        <Fact words={t('facts.type')}>{t(`type.${ticket.type}`)}</Fact>
        <Fact words={t('facts.category')}>
          {ticket.category ? titleOf('categories', ticket.category) : t('facts.none')}
        </Fact>
        {ticket.service && (
          <Fact words={t('facts.service')}>{titleOf('services', ticket.service)}</Fact>
        )}
        <Fact words={t('facts.priority')}>
          {t(`priority.${ticket.priority}`)}
          {ticket.priorityOverridden && <span class="soft"> {t('facts.overridden')}</span>}
        </Fact>
        <Fact words={t('facts.impact')}>{t(`level.${ticket.impact}`)}</Fact>
        <Fact words={t('facts.urgency')}>{t(`level.${ticket.urgency}`)}</Fact>
        <Fact words={t('facts.channel')}>{t(`channel.${ticket.channel}`)}</Fact>
        {next && <Fact words={t('facts.next')}>{next}</Fact>}
        {ticket.pending?.until && (
          <Fact words={t('facts.pending_until')}>
            <When at={ticket.pending.until} as="date" />
          </Fact>
        )}
        {ticket.mergedInto && (
          <Fact words={t('facts.merged_into')}>
            <a href={`/tickets/${ticket.mergedInto}`}>{t('facts.open_other')}</a>
          </Fact>
        )}
        {ticket.mergedFrom.map((id) => (
          <Fact key={id} words={t('facts.merged_from')}>
            <a href={`/tickets/${id}`}>{t('facts.open_other')}</a>
          </Fact>
        ))}
        {ticket.survey && (
          <Fact words={t('facts.survey')}>
            {ticket.survey.score === null
              ? t(`survey.${ticket.survey.state}`)
              : t('survey.score', { score: ticket.survey.score })}
          </Fact>
        )}
        <Fact words={t('facts.process')}>
          {ticket.process.id} v{ticket.process.version}
        </Fact>
        {ticket.origin !== 'live' && (
          <Fact words={t('facts.origin')}>{t(`origin.${ticket.origin}`)}</Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ words, children }: { words: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Resolutions({ ticket }: { ticket: Ticket }) {
  if (ticket.resolutions.length === 0) return null;
  return (
    <section aria-labelledby="resolutions-title">
      <h2 id="resolutions-title">{t('resolution.title')}</h2>
      <ol class="cards">
        {ticket.resolutions.map(({ n, at, by, code, note, rootCause, article, reopenedAt }) => (
          <li key={n} class="card">
            <p>
              <strong>{titleOf('resolutionCodes', code)}</strong>
              {reopenedAt && <span class="badge">{t('resolution.reopened')}</span>}
            </p>
            {note && (
              <p class="text" dir="auto">
                {note}
              </p>
            )}
            {rootCause && (
              <p class="text" dir="auto">
                <span class="soft">{t('resolution.root_cause')}</span> {rootCause}
              </p>
            )}
            {article && (
              <p>
                <span class="soft">{t('resolution.followed')}</span>{' '}
                <a href={`/knowledge/${article}`}>{t('resolution.article')}</a>
              </p>
            )}
            <p class="soft">
              {by.name ?? t('actor.desk')} · <When at={at} as="date" />
            </p>
          </li>
        ))}
      </ol>
      <p>
        <a href={`/knowledge/new?ticket=${ticket.id}`}>{t('resolution.write_article')}</a>
      </p>
    </section>
  );
}
