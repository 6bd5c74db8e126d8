import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ListedTask, TaskCounts, TaskScope } from '../../../contract.ts';
import { useRead } from '../account/read_once.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { ViewLinks } from '../design/view_links.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { useProcesses } from '../words/process.ts';
import { TaskCard } from './task_card.tsx';

const scopes: readonly TaskScope[] = ['mine', 'queue', 'groups', 'all'];

/** The work on tickets that I have, or may take: what is due first comes first. */
export default function TasksPage() {
  const { query } = useLocation();
  const scope = scopes.find((one) => one === query.scope) ?? 'mine';
  return <TaskList key={scope} scope={scope} />;
}

function TaskList({ scope }: { scope: TaskScope }) {
  useTitle(t('tasks.title'));
  useProcesses();
  const more = useSignal<ListedTask[]>([]);
  const counts = useRead(() => desk.countTasks({}));
  const { data, problem, read } = useRead(() => desk.listTasks({ query: { scope } }));
  const isReading = useSignal(false);
  const next = useSignal<string | null | undefined>(undefined);
  const readAgain = () => {
    more.value = [];
    next.value = undefined;
    void read();
    void counts.read();
  };
  useEffect(() => followTickets(readAgain, readAgain), []);
  const items = [...(data.value?.items ?? []), ...more.value];
  const cursor = next.value === undefined ? data.value?.next : next.value;

  async function readMore(): Promise<void> {
    isReading.value = true;
    const answer = await desk.listTasks({ query: { scope, cursor: cursor ?? undefined } });
    isReading.value = false;
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    more.value = [...more.value, ...answer.data.items];
    next.value = answer.data.next;
  }

  return (
    <div class="page portal-page">
      <h1>{t('tasks.title')}</h1>
      <ViewLinks
        label={t('tasks.views')}
        views={scopes.map((one) => ({
          href: `/tasks?scope=${one}`,
          title: titleOfScope(one, counts.data.value),
          isHere: one === scope,
        }))}
      />
      <ProblemNote problem={problem.value} onRetry={readAgain} />
      {data.value !== null && items.length === 0 && (
        <EmptyState>{t(`tasks.none.${scope}`)}</EmptyState>
      )}
      <ul class="requests" aria-label={t('tasks.title')}>
        {items.map(({ ticket, task }) => (
          <li key={`${ticket.id} ${task.n}`} class="card">
            <p class="soft">
              <a href={`/tickets/${ticket.id}`}>
                #{ticket.number} <span dir="auto">{ticket.subject}</span>
              </a>{' '}
              · {ticket.requester.name}
            </p>
            <TaskCard
              task={task}
              ticketId={ticket.id}
              process={ticket.process}
              onChanged={readAgain}
            />
          </li>
        ))}
      </ul>
      {cursor && <MoreButton isLoading={isReading.value} onMore={() => void readMore()} />}
    </div>
  );
}

function titleOfScope(scope: TaskScope, counts: TaskCounts | null): string {
  const title = t(`tasks.scope.${scope}`);
  const count = counts && (scope === 'mine' || scope === 'queue') ? counts[scope] : 0;
  return count > 0 ? `${title} (${count})` : title;
}
