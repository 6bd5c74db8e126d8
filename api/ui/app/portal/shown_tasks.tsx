import type { Ticket } from '../../../contract.ts';
import { t } from '../words/language.ts';
import { taskWords } from './plain_words.ts';

/** What is done for the request, as far as the desk shows it. */
export function ShownTasks({ ticket: { tasks } }: { ticket: Ticket }) {
  if (tasks.length === 0) return null;
  return (
    <section class="card" aria-labelledby="tasks-title">
      <h2 id="tasks-title">{t('portal.tasks')}</h2>
      <ul class="plain-list">
        {tasks.map(({ n, title, outcome }) => (
          <li key={n}>
            <bdi>{title ?? t('tasks.erased')}</bdi> · {t(taskWords[outcome])}
          </li>
        ))}
      </ul>
    </section>
  );
}
