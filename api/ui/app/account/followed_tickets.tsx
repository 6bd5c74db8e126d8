import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { useRead } from './read_once.ts';

const listedMax = 100;

/** The tickets that an agent follows, the last that changed first, each to be left from here. */
export function FollowedTickets() {
  const followed = useRead(() =>
    desk.listTickets({ query: { follower: 'me', sort: '-updatedAt', limit: listedMax } }),
  );
  const { isSending, problem, send } = useSubmission();
  const items = followed.data.value?.items;

  async function leave(id: string): Promise<void> {
    const answer = await send('unfollow', { path: { id } });
    if (answer?.isOk) await followed.read();
  }

  return (
    <section aria-labelledby="followed">
      <h2 id="followed">{t('muting.followed')}</h2>
      <ProblemNote problem={problem.value ?? followed.problem.value} />
      {items?.length === 0 && <p>{t('muting.followed_none')}</p>}
      <ul class="cards" aria-labelledby="followed">
        {items?.map(({ id, number, subject }) => (
          <li key={id} class="card">
            <p>
              <a href={`/tickets/${id}`}>
                #{number} <span dir="auto">{subject ?? t('ticket.no_subject')}</span>
              </a>
            </p>
            <p>
              <Button
                isSmall
                label={t('muting.unfollow_of', { number: String(number) })}
                disabled={isSending.value}
                onClick={() => void leave(id)}
              >
                {t('company.unfollow')}
              </Button>
            </p>
          </li>
        ))}
      </ul>
      {followed.data.value?.next != null && (
        <p>
          <a href="/tickets?follower=me">{t('muting.followed_all')}</a>
        </p>
      )}
    </section>
  );
}
