import { useId } from 'preact/hooks';
import type { Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { Chip, Chips } from '../parts/chips.tsx';
import { TagField } from '../parts/tag_field.tsx';
import { t } from '../words/language.ts';
import type { TicketStore } from './ticket_store.ts';

interface TagsPanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** The words on the ticket: each leads to the others that have it. */
export function TagsPanel({ store, ticket }: TagsPanelProps) {
  const titleId = useId();
  const { isSending, problem, send } = useSubmission();
  const canTag = ticket.allowed.includes('tag');
  if (!canTag && ticket.tags.length === 0) return null;

  async function change(body: { add?: string[]; remove?: string[] }): Promise<boolean> {
    const answer = await send('tag', { path: { id: ticket.id }, body });
    if (!answer?.isOk) return false;
    announce(t('tags.changed'));
    store.apply(answer.data);
    return true;
  }

  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('tags.title')}</h2>
      {ticket.tags.length > 0 && (
        <Chips>
          {ticket.tags.map((word) => (
            <Chip
              key={word}
              removal={
                canTag
                  ? {
                      label: t('tags.remove', { tag: word }),
                      disabled: isSending.value,
                      onRemove: () => void change({ remove: [word] }),
                    }
                  : null
              }
            >
              <a href={`/tickets?tag=${encodeURIComponent(word)}`}>{word}</a>
            </Chip>
          ))}
        </Chips>
      )}
      {canTag && <TagField onAdd={(word) => change({ add: [word] })} />}
      <ProblemNote problem={problem.value} />
    </section>
  );
}
