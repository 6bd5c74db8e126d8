import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MinedTickets, Operations, Problem } from '../../../../contract.ts';
import { desk } from '../../client/desk.ts';
import { isAgent, me } from '../../client/session.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { isMessage, readable, t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import { dateTime } from '../../words/time.ts';

export type MinedQuery = Operations['listMinedTickets']['query'];

const shownMax = 300;

interface MinedTicketsDialogProps {
  title: string;
  query: MinedQuery;
  /** How what is wrong with them is tried otherwise. */
  remedy: ComponentChildren;
  onClose(): void;
}

/** The tickets behind a part of the map, the latest first. */
export function MinedTicketsDialog({ title, query, remedy, onClose }: MinedTicketsDialogProps) {
  const found = useSignal<MinedTickets | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    void desk.listMinedTickets({ query }, { signal: asking.signal }).then((answer) => {
      if (asking.signal.aborted) return;
      if (answer.isOk) found.value = answer.data;
      else problem.value = answer.problem;
    });
    return () => asking.abort();
  }, []);
  const tickets = found.value;
  return (
    <Dialog title={title} isWide onClose={onClose}>
      {(close) => (
        <>
          <ProblemNote problem={problem.value} />
          {!tickets && !problem.value && <p class="page-status">{t('map.loading')}</p>}
          {tickets && (
            <>
              <p class="soft">
                {t('map.tickets', { count: tickets.items.length })}
                {tickets.isTruncated && ` ${t('rows.truncated')}`}
              </p>
              <TicketTable items={tickets.items.slice(0, shownMax)} label={title} />
              {tickets.items.length > shownMax && <p>{t('rows.shown', { count: shownMax })}</p>}
            </>
          )}
          {remedy}
          <div class="form-end">
            <Button kind="primary" onClick={close}>
              {t('shortcuts.close')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function TicketTable({ items, label }: { items: MinedTickets['items']; label: string }) {
  const account = me.value;
  const isOpenable = account ? isAgent(account) : false;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="rows" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('map.ticket')}</th>
            <th scope="col">{t('filter.status')}</th>
            <th scope="col">{t('filter.priority')}</th>
            <th scope="col">{t('filter.group')}</th>
            <th scope="col">{t('map.opened')}</th>
            <th scope="col" class="numeric">
              {t('map.times')}
            </th>
            <th scope="col">{t('map.detail')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((ticket) => (
            <tr key={ticket.id}>
              <th scope="row">
                {isOpenable ? (
                  <a href={`/tickets/${ticket.id}`}>{numberOf(ticket)}</a>
                ) : (
                  numberOf(ticket)
                )}
              </th>
              <td>{wordOf(`status.${ticket.status}`, ticket.status)}</td>
              <td>{titleOf('priorities', ticket.priority)}</td>
              <td>{titleOf('groups', ticket.group)}</td>
              <td>{dateTime(ticket.openedAt)}</td>
              <td class="numeric">{ticket.times}</td>
              <td>{ticket.detail ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function numberOf({ number, id }: MinedTickets['items'][number]): string {
  return number === null ? id : `#${number}`;
}

function wordOf(key: string, word: string): string {
  return isMessage(key) ? t(key) : readable(word);
}
