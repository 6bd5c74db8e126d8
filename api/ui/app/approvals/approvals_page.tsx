import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ApprovalRequest } from '../../../contract.ts';
import { useRead } from '../account/read_once.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { filled, TextField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { AnswerList } from '../parts/answer_list.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { titleOf, useProcess } from '../words/process.ts';

/** More than this nobody decides at a sitting; the rest comes as these go. */
const shownMax = 50;

/** What waits for my decision: as a manager, in the place of one, or in a group. */
export default function ApprovalsPage() {
  useTitle(t('approvals.title'));
  const { data, problem, read } = useRead(() => desk.listApprovals({ query: { limit: shownMax } }));
  useEffect(() => followTickets(read, read), []);
  return (
    <div class="page portal-page">
      <h1>{t('approvals.title')}</h1>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {data.value?.items.length === 0 && <EmptyState>{t('approvals.none')}</EmptyState>}
      <ul class="requests" aria-label={t('approvals.title')}>
        {data.value?.items.map((request) => (
          <li key={`${request.ticket.id} ${request.n}`} class="card">
            <Request request={request} onDecided={() => void read()} />
          </li>
        ))}
      </ul>
      {data.value?.next && <p class="soft">{t('approvals.more')}</p>}
    </div>
  );
}

interface RequestProps {
  request: ApprovalRequest;
  onDecided(): void;
}

function Request({ request, onDecided }: RequestProps) {
  const { ticket, title, onBehalfOf, requestedAt, endsAt, mayApprove } = request;
  const { needed, grantedCount } = request;
  const { id, number, subject, description, process, category, service, requester } = ticket;
  useProcess(process);
  const answer = useSignal<'approve' | 'refuseApproval' | null>(null);
  const leave = () => {
    answer.value = null;
  };
  const choose = (what: 'approve' | 'refuseApproval') => () => {
    answer.value = what;
  };
  const about = [
    category && titleOf('categories', category, process),
    service && titleOf('services', service, process),
  ];
  return (
    <>
      <h2 dir="auto">{subject}</h2>
      <p class="soft">
        #{number} · {requester.name} · {[title, ...about].filter(Boolean).join(' · ')}
      </p>
      {onBehalfOf && (
        <p class="hint">{t('approvals.on_behalf', { name: onBehalfOf.name ?? '' })}</p>
      )}
      <Text>{description}</Text>
      <AnswerList fields={ticket.fields} />
      {needed !== null && needed > 1 && (
        <p class="hint">{t('approval.count', { count: grantedCount, needed })}</p>
      )}
      <p class="soft">
        {t('approvals.asked')} <When at={requestedAt} />
        {endsAt && (
          <>
            {' · '}
            {t('approvals.until')} <When at={endsAt} as="date" />
          </>
        )}
      </p>
      {answer.value === null ? (
        <div class="field-row">
          {mayApprove && (
            <Button kind="primary" onClick={choose('approve')}>
              {t('action.approve')}
            </Button>
          )}
          <Button onClick={choose('refuseApproval')}>{t('action.refuseApproval')}</Button>
          {me.value?.roles.includes('agent') && (
            <a href={`/tickets/${id}`}>{t('approvals.ticket')}</a>
          )}
        </div>
      ) : (
        <Decision
          key={answer.value}
          request={request}
          name={answer.value}
          onDone={onDecided}
          onLeave={leave}
        />
      )}
    </>
  );
}

interface DecisionProps {
  request: ApprovalRequest;
  name: 'approve' | 'refuseApproval';
  onDone(): void;
  onLeave(): void;
}

function Decision({ request: { ticket, n }, name, onDone, onLeave }: DecisionProps) {
  return (
    <SendingForm
      draftName={`${name}-${ticket.id}-${n}`}
      title={t(`action.${name}`)}
      submitLabel={t(`action.${name}`)}
      operation={name}
      inputOf={(data) => ({ path: { id: ticket.id, n }, body: { reason: filled(data, 'reason') } })}
      onAnswer={onDone}
      onLeave={onLeave}
    >
      <TextField name="reason" label={t('form.reason')} rows={2} maxLength={10_000} />
    </SendingForm>
  );
}
