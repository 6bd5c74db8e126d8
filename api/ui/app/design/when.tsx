import { dateTime, fullDateTime, relativeTime } from '../words/time.ts';

/** An instant in words; the exact one on hover and for machines. @param at ISO 8601 */
export function When({ at, as = 'relative' }: { at: string; as?: 'relative' | 'date' }) {
  return (
    <time dateTime={at} title={fullDateTime(at)}>
      {as === 'relative' ? relativeTime(at) : dateTime(at)}
    </time>
  );
}
