import type { TicketOutgoingMail } from '../../../contract.ts';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { reasonTitle } from '../words/reason_title.ts';

type Delivery = Pick<
  TicketOutgoingMail,
  'state' | 'reason' | 'answer' | 'sentAt' | 'bounce' | 'maybeSentTwice' | 'isUnderWay'
>;

/** What a mail tells, as its reader was told. */
export function tellsWords({ tells }: Pick<TicketOutgoingMail, 'tells'>): string {
  return tells.map(reasonTitle).join(', ');
}

/** How far a mail came, in one line: what a server said is told as it said it. */
export function DeliveryLine({ mail }: { mail: Delivery }) {
  const { state, reason, answer, sentAt, bounce, maybeSentTwice, isUnderWay } = mail;
  const said = bounce ? bounce.words : state === 'sent' || state === 'not_needed' ? null : answer;
  return (
    <>
      <strong>{t(isUnderWay ? 'outgoing.under_way' : `outgoing_state.${state}`)}</strong>{' '}
      {sentAt && state === 'sent' && <When at={sentAt} />}
      {reason && t(`unsent_reason.${reason}`)} {said && <q>{said}</q>}
      {maybeSentTwice && ` · ${t('outgoing.maybe_twice')}`}
    </>
  );
}
