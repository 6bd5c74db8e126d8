import type { Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { TaskCard } from '../tasks/task_card.tsx';
import { t } from '../words/language.ts';
import type { ActionName } from './actions.tsx';
import type { TicketStore } from './ticket_store.ts';

interface TasksPanelProps {
  store: TicketStore;
  ticket: Ticket;
  action: { value: ActionName };
}

/** The work that groups do on the ticket: what is open first, what is done below. */
export function TasksPanel({ store, ticket, action }: TasksPanelProps) {
  const canAdd = ticket.allowed.includes('addTask');
  if (ticket.tasks.length === 0 && !canAdd) return null;
  const open = ticket.tasks.filter(({ outcome }) => outcome === 'open');
  const ended = ticket.tasks.filter(({ outcome }) => outcome !== 'open').toReversed();
  return (
    <section aria-labelledby="tasks-title">
      <h2 id="tasks-title">{t('tasks.title')}</h2>
      {ticket.tasks.length > 0 && (
        <ol class="cards">
          {[...open, ...ended].map((task) => (
            <li key={task.n} class="card">
              <TaskCard
                task={task}
                ticketId={ticket.id}
                process={ticket.process}
                others={ticket.tasks}
                onChanged={(after) => store.apply(after)}
              />
            </li>
          ))}
        </ol>
      )}
      {canAdd && (
        <p>
          <Button
            onClick={() => {
              action.value = 'addTask';
            }}
          >
            {t('action.addTask')}
          </Button>
        </p>
      )}
    </section>
  );
}
