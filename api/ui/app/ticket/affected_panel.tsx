import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { ConfigurationItem, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { filled } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Chip, Chips } from '../parts/chips.tsx';
import { ItemField } from '../parts/item_field.tsx';
import { t } from '../words/language.ts';
import type { TicketStore } from './ticket_store.ts';

interface AffectedPanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** The devices and services the ticket is about: each leads to the others that are about it. */
export function AffectedPanel({ store, ticket }: AffectedPanelProps) {
  const titleId = useId();
  const isAdding = useSignal(false);
  const { isSending, problem, send } = useSubmission();
  const theirs = useItemsOf(ticket.requester.id);
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
              <a href={`/tickets?affected=${encodeURIComponent(id)}`}>
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
      {canMark && !isAdding.value && (
        <p>
          <Button
            isSmall
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('affected.add')}
          </Button>
        </p>
      )}
      {isAdding.value && (
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            const item = filled(new FormData(event.currentTarget), 'item');
            if (item !== undefined) void change({ add: [item] });
          }}
        >
          <ItemField name="item" without={affected.map(({ id }) => id)} />
          <div class="form-end">
            <Button
              kind="quiet"
              onClick={() => {
                isAdding.value = false;
              }}
            >
              {t('form.leave')}
            </Button>
            <Button type="submit" disabled={isSending.value}>
              {t('affected.mark')}
            </Button>
          </div>
        </form>
      )}
      <ProblemNote problem={problem.value} />
    </section>
  );
}

const shownMax = 5;

/** What a person uses: most tickets are about one of these. */
function useItemsOf(owner: string): ConfigurationItem[] {
  const items = useSignal<ConfigurationItem[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    items.value = [];
    const query = { owner, status: 'in_use' as const, limit: shownMax };
    void desk.listConfigurationItems({ query }, { signal: leave.signal }).then((answer) => {
      if (answer.isOk && !leave.signal.aborted) items.value = answer.data.items;
    });
    return () => leave.abort();
  }, [owner]);
  return items.value;
}
