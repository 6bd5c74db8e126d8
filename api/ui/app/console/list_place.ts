import { useLayoutEffect } from 'preact/hooks';
import { queryOf } from './filters.ts';
import { type ListPlace, ticketList } from './ticket_list.ts';

/** Comes back to a list as it was left: as far down, at the row of the ticket one comes from. */
export function useListPlace(list: { current: HTMLElement | null }, wanted: string): void {
  useLayoutEffect(() => {
    const { filters, left } = ticketList;
    const isSame = filters.value !== null && queryOf(filters.value) === wanted;
    // By then the page has taken its new address, which goes to the top.
    const frame = requestAnimationFrame(() => {
      if (isSame && left && list.current) comeBack(list.current, left);
    });
    return () => {
      cancelAnimationFrame(frame);
      ticketList.left = { scrollTop: scrollY, ticketId: null };
    };
  }, []);
}

function comeBack(list: HTMLElement, { scrollTop, ticketId }: ListPlace): void {
  scrollTo(0, scrollTop);
  const link = ticketId && list.querySelector<HTMLElement>(`a[href="/tickets/${ticketId}"]`);
  if (!link) return;
  link.focus({ preventScroll: true });
  link.closest('li')?.scrollIntoView({ block: 'nearest' });
}

/** A ticket of the list is looked at: whoever goes back comes to its row. */
export function noteOpened(ticketId: string): void {
  const isListed = ticketList.items.value.some(({ id }) => id === ticketId);
  if (isListed && ticketList.left) ticketList.left = { ...ticketList.left, ticketId };
}
