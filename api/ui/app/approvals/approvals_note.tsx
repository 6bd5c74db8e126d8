import { useEffect } from 'preact/hooks';
import { useRead } from '../account/read_once.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { t } from '../words/language.ts';

const countedMax = 50;

/** Where something waits for my decision: how much, and the way there. */
export function ApprovalsNote() {
  const { data, read } = useRead(() => desk.listApprovals({ query: { limit: countedMax } }));
  useEffect(() => followTickets(read, read), []);
  const count = data.value?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <p class="hint">
      <a href="/approvals">{t('approvals.waiting', { count })}</a>
    </p>
  );
}
