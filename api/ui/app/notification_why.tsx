import { useSignal } from '@preact/signals';
import { isMutable } from '../../../workflows/domain/muting.ts';
import type { Notification } from '../../contract.ts';
import { useSubmission } from './client/submission.ts';
import { Button, TextButton } from './design/button.tsx';
import { ProblemNote } from './design/problem_note.tsx';
import { type MessageKey, t } from './words/language.ts';
import { escalationReasonTitle } from './words/process.ts';

const whys: Partial<Record<Notification['reason'], MessageKey>> = {
  rule: 'muting.why.rule',
  warned: 'muting.why.queue',
  requester_wrote: 'muting.why.queue',
  reopened: 'muting.why.queue',
  cancelled: 'muting.why.queue',
  handed_off: 'muting.why.group',
  handed_back: 'muting.why.group',
  paged: 'muting.why.paged',
  page_unanswered: 'muting.why.group',
  assignment_overdue: 'muting.why.group',
  task_waiting: 'muting.why.group',
  received: 'muting.why.own',
  put_on_hold: 'muting.why.own',
  approved: 'muting.why.own',
  answered: 'muting.why.own',
  resolved: 'muting.why.own',
  not_approved: 'muting.why.own',
  colleague_wrote: 'muting.why.own',
  followed: 'muting.why.followed',
  copied: 'muting.why.copied',
};

/** What both sides are told for has the reason of the side. */
function whyOf({ reason, side }: Notification): MessageKey {
  if (reason === 'cancelled' && side === 'requesters') return 'muting.why.own';
  return whys[reason] ?? 'muting.why.person';
}

/** Why somebody is told, and the ways not to be told again; each can be taken back at once. */
export default function Why({ item }: { item: Notification }) {
  const { ticket, reason, rule } = item;
  const { isSending, problem, send } = useSubmission();
  const done = useSignal<{ words: string; undo(): Promise<unknown> } | null>(null);
  const path = { id: ticket.id };

  async function muteTicket(): Promise<void> {
    const answer = await send('muteTicket', { path });
    if (!answer?.isOk) return;
    done.value = {
      words: t('muting.ticket_done', { number: String(ticket.number) }),
      undo: () => send('unmuteTicket', { path }),
    };
  }

  async function muteReason(): Promise<void> {
    if (!isMutable(reason)) return;
    const isRule = reason === 'rule';
    const answer = isRule
      ? await send('muteRule', { path: { rule: rule ?? '' } })
      : await send('muteReason', { path: { reason } });
    if (!answer?.isOk) return;
    done.value = {
      words: t('muting.reason_done'),
      undo: () =>
        isRule
          ? send('unmuteRule', { path: { rule: rule ?? '' } })
          : send('unmuteReason', { path: { reason } }),
    };
  }

  async function unfollow(): Promise<void> {
    const answer = await send('unfollow', { path });
    if (!answer?.isOk) return;
    done.value = { words: t('company.unfollowed'), undo: () => send('follow', { path }) };
  }

  async function undo(): Promise<void> {
    await done.value?.undo();
    if (problem.value === null) done.value = null;
  }

  const choices: { words: MessageKey; isOffered: boolean; act(): Promise<void> }[] = [
    { words: 'muting.ticket', isOffered: true, act: muteTicket },
    { words: 'muting.reason', isOffered: isMutable(reason), act: muteReason },
    { words: 'company.unfollow', isOffered: reason === 'followed', act: unfollow },
  ];
  return (
    <div class="why">
      <p>
        {t(whyOf(item), {
          rule: rule === null ? '' : escalationReasonTitle(rule, ticket.process.id),
        })}
      </p>
      <p role="status">
        {done.value && (
          <>
            {done.value.words}{' '}
            <TextButton onClick={() => void undo()}>{t('muting.undo')}</TextButton>
          </>
        )}
      </p>
      {done.value === null && (
        <p class="why-choices">
          {choices
            .filter(({ isOffered }) => isOffered)
            .map(({ words, act }) => (
              <Button key={words} isSmall disabled={isSending.value} onClick={() => void act()}>
                {t(words)}
              </Button>
            ))}
        </p>
      )}
      <p>
        <a href={`/account/told?ticket=${ticket.id}`}>{t('told.of_ticket')}</a>
      </p>
      <ProblemNote problem={problem.value} />
    </div>
  );
}
