import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

/** When somebody helped on a device from afar, and on which ticket. */
export function ItemSessions({ id }: { id: string }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listItemRemoteSessions({ path: { id }, query: { cursor } }),
    { isWanted: true, version: '' },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value?.length === 0 && <p class="soft">{t('item.no_sessions')}</p>}
      <ul class="plain-list">
        {items.value?.map(({ id: session, agent, link, startedAt, endedAt, ticket }) => (
          <li key={session}>
            {t(endedAt === null ? 'item.session_running' : 'item.session', {
              agent: agent ? nameOf(agent) : t('ticket.nobody'),
              link,
            })}{' '}
            <a href={`/tickets/${ticket.id}`} dir="auto">
              #{ticket.number} {ticket.subject}
            </a>{' '}
            <span class="soft">
              <When at={startedAt} as="date" />
            </span>
          </li>
        ))}
      </ul>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}
