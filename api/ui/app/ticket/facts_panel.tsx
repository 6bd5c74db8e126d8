import type { Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { deadlineDetail } from '../words/deadline_words.ts';
import { readable, t } from '../words/language.ts';
import { titleOf, useFollowed } from '../words/process.ts';
import type { ActionName } from './actions.tsx';
import { AffectedPanel } from './affected_panel.tsx';
import { ApprovalsPanel } from './approvals_panel.tsx';
import { CompanyPanel } from './company_panel.tsx';
import { DiagnosticsPanel } from './diagnostics_panel.tsx';
import { ConsentsPanel, PlaybooksPanel } from './fetched_panels.tsx';
import { FieldsPanel } from './fields_panel.tsx';
import { HandOffPanel } from './hand_off_panel.tsx';
import { useItemsOf } from './items_of.ts';
import { KnowledgePanel } from './knowledge_panel.tsx';
import { MailsPanel } from './mails_panel.tsx';
import { OtherTicket } from './other_ticket.tsx';
import { OutgoingPanel } from './outgoing_panel.tsx';
import { PastList } from './past_list.tsx';
import { ProblemPanel } from './problem_panel.tsx';
import { LinksPanel } from './relations_panel.tsx';
import { RemoteHelpPanel } from './remote_help_panel.tsx';
import { RequesterPanel } from './requester_panel.tsx';
import { RulesPanel } from './rules_panel.tsx';
import { TagsPanel } from './tags_panel.tsx';
import { TasksPanel } from './tasks_panel.tsx';
import type { TicketStore } from './ticket_store.ts';
import { ToldPanel } from './told_panel.tsx';

interface FactsPanelProps {
  store: TicketStore;
  ticket: Ticket;
  action: { value: ActionName };
}

/** What is known about the ticket beside what was said in it. */
export function FactsPanel({ store, ticket, action }: FactsPanelProps) {
  const theirs = useItemsOf(ticket.requester.id);
  return (
    <aside class="facts" id="facts" aria-label={t('facts.title')}>
      <RequesterPanel ticket={ticket} items={theirs} />
      <Facts ticket={ticket} />
      <FieldsPanel ticket={ticket} action={action} />
      <AffectedPanel store={store} ticket={ticket} theirs={theirs} />
      <MailsPanel ticket={ticket} />
      <OutgoingPanel ticket={ticket} />
      <RemoteHelpPanel store={store} ticket={ticket} />
      <TagsPanel store={store} ticket={ticket} />
      <CompanyPanel store={store} ticket={ticket} />
      <ApprovalsPanel ticket={ticket} />
      <ConsentsPanel store={store} ticket={ticket} />
      <PlaybooksPanel store={store} ticket={ticket} />
      <TasksPanel store={store} ticket={ticket} action={action} />
      <LinksPanel store={store} ticket={ticket} />
      <ProblemPanel ticket={ticket} action={action} />
      <HandOffPanel ticket={ticket} />
      <KnowledgePanel ticket={ticket} action={action} />
      <DiagnosticsPanel ticket={ticket} action={action} />
      <Resolutions ticket={ticket} />
      <RulesPanel ticket={ticket} />
      <ToldPanel ticket={ticket} />
    </aside>
  );
}

function Facts({ ticket }: { ticket: Ticket }) {
  const next = deadlineDetail(ticket);
  const process = useFollowed(ticket.process);
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">{t('facts.title')}</h2>
      <FactList>
        <Fact name={t('facts.type')}>{t(`type.${ticket.type}`)}</Fact>
        <Fact name={t('facts.category')}>
          {ticket.category
            ? titleOf('categories', ticket.category, ticket.process.id)
            : t('facts.no_category')}
        </Fact>
        {ticket.service && (
          <Fact name={t('facts.service')}>
            {titleOf('services', ticket.service, ticket.process.id)}
          </Fact>
        )}
        <Fact name={t('facts.priority')}>
          {titleOf('priorities', ticket.priority, ticket.process.id)}
          {ticket.priorityOverridden && <span class="soft"> {t('facts.overridden')}</span>}
        </Fact>
        <Fact name={t('facts.impact')}>{titleOf('impacts', ticket.impact, ticket.process.id)}</Fact>
        <Fact name={t('facts.urgency')}>
          {titleOf('urgencies', ticket.urgency, ticket.process.id)}
        </Fact>
        <Fact name={t('facts.channel')}>{t(`channel.${ticket.channel}`)}</Fact>
        {next && <Fact name={t('facts.next')}>{next}</Fact>}
        {ticket.pending?.until && (
          <Fact name={t('facts.pending_until')}>
            <When at={ticket.pending.until} as="date" />
          </Fact>
        )}
        {ticket.mergedInto && (
          <Fact name={t('facts.merged_into')}>
            <OtherTicket {...ticket.mergedInto} />
          </Fact>
        )}
        {ticket.mergedFrom.map((merged) => (
          <Fact key={merged.id} name={t('facts.merged_from')}>
            <OtherTicket {...merged} />
          </Fact>
        ))}
        {ticket.survey && (
          <Fact name={t('facts.survey')}>
            {ticket.survey.score === null
              ? t(`survey.${ticket.survey.state}`)
              : t('survey.score', { score: ticket.survey.score })}
          </Fact>
        )}
        <Fact name={t('facts.process')}>
          {process?.title ?? readable(ticket.process.id)} v{ticket.process.version}
        </Fact>
        {ticket.origin !== 'live' && (
          <Fact name={t('facts.origin')}>{t(`origin.${ticket.origin}`)}</Fact>
        )}
      </FactList>
    </section>
  );
}

function Resolutions({ ticket }: { ticket: Ticket }) {
  const { id, resolution, counts } = ticket;
  if (!resolution) return null;
  return (
    <section aria-labelledby="resolutions-title">
      <h2 id="resolutions-title">{t('resolution.title')}</h2>
      <PastList
        latest={[resolution]}
        count={counts.resolutions}
        version={`${resolution.n} ${resolution.reopenedAt}`}
        read={(cursor) => desk.listResolutions({ path: { id }, query: { cursor } })}
      >
        {({ n, at, by, code, note, rootCause, article, reopenedAt }) => (
          <li key={n} class="card">
            <p>
              <strong>{titleOf('resolutionCodes', code, ticket.process.id)}</strong>
              {reopenedAt && <Badge>{t('resolution.reopened')}</Badge>}
            </p>
            <Text>{note}</Text>
            <Text label={t('resolution.root_cause')}>{rootCause}</Text>
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
        )}
      </PastList>
      <p>
        <a href={`/knowledge/new?ticket=${ticket.id}`}>{t('resolution.write_article')}</a>
      </p>
    </section>
  );
}
