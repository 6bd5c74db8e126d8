import unlinkIcon from 'icon:unlink';
import { useSignal } from '@preact/signals';
import type { Ticket, TicketLink } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { useSubmission } from '../client/submission.ts';
import { Badge } from '../design/badge.tsx';
import { Button, IconButton } from '../design/button.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { titleOf } from '../words/process.ts';
import { OtherTicket } from './other_ticket.tsx';
import type { TicketStore } from './ticket_store.ts';

interface LinksPanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** The tickets this one has to do with. */
export function LinksPanel({ store, ticket }: LinksPanelProps) {
  const isWanted = useSignal(false);
  const all = usePages((cursor) => desk.listLinks({ path: { id: ticket.id }, query: { cursor } }), {
    isWanted: isWanted.value,
    version: JSON.stringify([ticket.counts.links, ticket.links]),
  });
  const shown = all.items.value ?? ticket.links;
  const links = shown.filter(({ kind }) => kind !== 'problem');
  const { isSending, problem, send } = useSubmission();
  if (links.length === 0) return null;

  async function unlink({ kind, id }: TicketLink): Promise<void> {
    if (kind === 'problem') return;
    const answer = await send('unlink', { path: { id: ticket.id, kind, other: id } });
    if (!answer?.isOk) return;
    announce(t('link.removed'));
    store.apply(answer.data);
  }

  return (
    <section aria-labelledby="links-title">
      <h2 id="links-title">{t('link.title')}</h2>
      <ul class="links">
        {links.map((link) => (
          <li key={`${link.kind} ${link.id}`}>
            <span>
              <span class="soft">{titleOf('linkKinds', link.kind, ticket.process.id)}</span>{' '}
              <OtherTicket {...link} /> {link.status && <Badge>{t(`status.${link.status}`)}</Badge>}
              {link.followedOn && (
                <>
                  {' '}
                  <span class="soft">{t('facts.merged_into')}</span>{' '}
                  <OtherTicket {...link.followedOn} />
                </>
              )}
            </span>
            {ticket.allowed.includes('unlink') && (
              <IconButton
                isSmall
                icon={unlinkIcon}
                disabled={isSending.value}
                label={t('link.remove', { number: link.number ?? link.id })}
                onClick={() => void unlink(link)}
              />
            )}
          </li>
        ))}
      </ul>
      <ProblemNote problem={all.problem.value} onRetry={() => void all.retry()} />
      {all.items.value === null && ticket.counts.links > shown.length && (
        <Button
          isSmall
          disabled={all.isLoading.value}
          onClick={() => {
            isWanted.value = true;
          }}
        >
          {t('list.earlier', { count: ticket.counts.links - shown.length })}
        </Button>
      )}
      {all.next.value !== null && (
        <MoreButton isLoading={all.isLoading.value} onMore={() => void all.readMore()} />
      )}
      <ProblemNote problem={problem.value} />
    </section>
  );
}
