import bellRing from 'icon:bell-ring';
import type { Ticket } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { dateTime } from '../words/time.ts';
import { actionKeys } from './action_keys.ts';
import type { TicketStore } from './ticket_store.ts';

interface PagedProps {
  store: TicketStore;
  ticket: Ticket;
}

type OpenPage = Ticket['pages'][number];

/** Who is paged for the ticket, since when, and whom it goes to next; whoever has it says so here. */
export default function PagedNotes({ store, ticket }: PagedProps) {
  return (
    <>
      {ticket.pages.map((page) => (
        <PagedNote key={page.n} {...{ store, ticket, page }} />
      ))}
    </>
  );
}

function PagedNote({ store, ticket, page }: PagedProps & { page: OpenPage }) {
  const submission = useSubmission();
  const isMine = page.person !== null && page.person.id === me.value?.id;
  const acknowledge = async () => {
    const path = { id: ticket.id, n: page.n };
    const answer = await submission.send('acknowledgePage', { path, body: {} });
    if (answer?.isOk) store.apply(answer.data);
  };
  return (
    <div class="paged" role="status">
      <Icon of={bellRing} />
      <p>
        <strong>{pagedWords(page, ticket.pages.length > 1)}</strong>{' '}
        <span class="soft">{nextWords(page)}</span>
      </p>
      {ticket.allowed.includes('acknowledgePage') && (
        <Button
          isSmall
          kind={isMine ? 'primary' : 'plain'}
          disabled={submission.isSending.value}
          shortcut={actionKeys.acknowledgePage}
          onClick={() => void acknowledge()}
        >
          {t('action.acknowledgePage')}
        </Button>
      )}
      <ProblemNote problem={submission.problem.value} />
    </div>
  );
}

/** @param isOneOfSeveral groups are paged: it says for which */
function pagedWords({ person, pagedAt, group }: OpenPage, isOneOfSeveral: boolean): string {
  if (person === null || pagedAt === null) return t('paged.finding', { group: group.title });
  const words = { person: nameOf(person), at: dateTime(pagedAt) };
  return isOneOfSeveral
    ? t('paged.since_for', { ...words, group: group.title })
    : t('paged.since', words);
}

function nextWords({ nextAt, nextPerson, isLast }: OpenPage): string {
  if (nextAt === null) return '';
  const at = dateTime(nextAt);
  if (nextPerson) return t('paged.next', { person: nameOf(nextPerson), at });
  return t(isLast ? 'paged.last' : 'paged.nobody_next', { at });
}
