import type { MailFate, MailFlow } from '../../../contract.ts';

/** A fate, or that there is none yet. */
export type Standing = MailFate | 'waiting';

/** From the bottom of a stack to its top, and in the order they are chosen from. */
export const standings = [
  'ticket',
  'message',
  'note',
  'follow_up',
  'parked',
  'refused',
  'bounce',
  'duplicate',
  'skipped',
  'waiting',
] as const satisfies Standing[];

/** How many of an hour, or of a list, stand so. */
export function countOf(
  { counts, waitingCount }: Pick<MailFlow['hours'][number], 'counts' | 'waitingCount'>,
  standing: Standing,
): number {
  return standing === 'waiting' ? waitingCount : counts[standing];
}

/** The page of mails, showing those alone; what is empty is left out. */
export function mailsAddress(filters: Record<string, string | undefined>): string {
  const said = Object.entries(filters).flatMap(([name, value]) =>
    value ? [[name, value] as [string, string]] : [],
  );
  return `/administration/mails?${new URLSearchParams(said)}`;
}
