import { When } from '../design/when.tsx';

const pattern = /^#event-(\d{1,9})$/;

/** The event of a ticket that the address points at, by its sequence number. */
export function eventInAddress(): number | null {
  const seq = pattern.exec(location.hash)?.[1];
  return seq === undefined ? null : Number(seq);
}

/** The id of the element that shows an event. */
export function entryId(seq: number): string {
  return `event-${seq}`;
}

/** The part of an address that points at the entry with the focus, or else at the one linked to. */
export function pointedAt(): string {
  const entry = document.activeElement?.closest('[id^="event-"]');
  if (entry) return `#${entry.id}`;
  return eventInAddress() === null ? '' : location.hash;
}

/** What that element has, so that an address can point at it. */
export function linkable(seq: number, isLinked: boolean) {
  return {
    id: entryId(seq),
    ...(isLinked && ({ tabIndex: -1, 'aria-current': 'location' } as const)),
  };
}

/** When it was, and the address of it. @param at ISO 8601 */
export function EntryAddress({ seq, at }: { seq: number; at: string }) {
  return (
    <a class="entry-address" href={`#${entryId(seq)}`}>
      <When at={at} as="date" />
    </a>
  );
}
