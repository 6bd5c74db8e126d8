import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ConfigurationItem, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Chip, Chips } from '../parts/chips.tsx';
import { ItemField } from '../parts/item_field.tsx';
import { itemAddress } from '../words/items.ts';
import { t } from '../words/language.ts';
import { AddingForm } from './adding_form.tsx';
import type { TicketStore } from './ticket_store.ts';

interface AffectedPanelProps {
  store: TicketStore;
  ticket: Ticket;
  /** What the requester uses: most tickets are about one of these. */
  theirs: readonly ConfigurationItem[];
}

/** The devices and services the ticket is about: each leads to its page. */
export function AffectedPanel({ store, ticket, theirs }: AffectedPanelProps) {
  const titleId = useId();
  const isAdding = useSignal(false);
  const { isSending, problem, send } = useSubmission();
  const canMark = ticket.allowed.includes('markAffected');
  const { affected } = ticket;
  if (!canMark && affected.length === 0) return null;

  async function change(body: { add?: string[]; remove?: string[] }): Promise<void> {
    const answer = await send('markAffected', { path: { id: ticket.id }, body });
    if (!answer?.isOk) return;
    isAdding.value = false;
    announce(t('affected.changed'));
    store.apply(answer.data);
  }

  const others = theirs.filter(({ id }) => !affected.some((item) => item.id === id));
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('affected.title')}</h2>
      {affected.length > 0 && (
        <Chips>
          {affected.map(({ id, name, type }) => (
            <Chip
              key={id}
              removal={
                canMark
                  ? {
                      label: t('affected.remove', { name }),
                      disabled: isSending.value,
                      onRemove: () => void change({ remove: [id] }),
                    }
                  : null
              }
            >
              <a href={itemAddress(id)}>
                <bdi>{name}</bdi>
              </a>
              {type && <span class="soft"> {type}</span>}
            </Chip>
          ))}
        </Chips>
      )}
      {canMark &&
        others.map(({ id, name }) => (
          <p key={id}>
            <Button isSmall disabled={isSending.value} onClick={() => void change({ add: [id] })}>
              {t('affected.add_theirs', { name })}
            </Button>
          </p>
        ))}
      {canMark && (
        <AddingForm
          isOpen={isAdding}
          label={t('affected.add')}
          submitLabel={t('affected.mark')}
          isSending={isSending.value}
          name="item"
          onAdd={(item) => void change({ add: [item] })}
        >
          <ItemField name="item" without={affected.map(({ id }) => id)} />
        </AddingForm>
      )}
      <ProblemNote problem={problem.value} />
    </section>
  );
}
