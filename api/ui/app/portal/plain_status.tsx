import check from 'icon:circle-check';
import circleDot from 'icon:circle-dot';
import circlePause from 'icon:circle-pause';
import lock from 'icon:lock';
import mail from 'icon:mail';
import reply from 'icon:reply';
import type { TicketSummary } from '../../../contract.ts';
import { type Drawing, Icon } from '../design/icon.tsx';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';
import { expectationOf, type PlainStatusWords, plainStatusOf } from './plain_words.ts';

const icons: Record<PlainStatusWords['kind'], Drawing> = {
  new: mail,
  assigned: circleDot,
  in_progress: circleDot,
  pending: circlePause,
  needs_you: reply,
  resolved: check,
  closed: lock,
  cancelled: lock,
  merged: lock,
  not_approved: lock,
};

/** How a ticket stands, in the words of somebody who waits for it. */
export function PlainStatus({ ticket }: { ticket: TicketSummary }) {
  const { kind, words, tone } = plainStatusOf(ticket, t);
  const expected = expectationOf(ticket, { t, dateTime });
  return (
    <p class={`plain-status tone-${tone}`}>
      <Icon of={icons[kind]} />
      <span>
        {words}
        {expected && <span class="soft"> {expected}</span>}
      </span>
    </p>
  );
}
