import check from 'icon:check';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import type { Standing, Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { PlainForm } from '../ticket/forms/plain_form.tsx';
import { SurveyForm } from '../ticket/forms/survey_form.tsx';
import type { TicketStore } from '../ticket/ticket_store.ts';
import { t } from '../words/language.ts';

interface SolvedProps {
  store: TicketStore;
  ticket: Ticket;
}

/** The desk says it is solved: is it? And how was it? */
export function Solved({ store, ticket }: SolvedProps) {
  const survey = ticket.standing ? ticket.standing.survey : ticket.survey;
  return (
    <>
      {ticket.status === 'resolved' && <IsItSolved store={store} ticket={ticket} />}
      {ticket.standing && <SolvedElsewhere standing={ticket.standing} />}
      {ticket.allowed.includes('recordSatisfaction') && (
        <section class="card" aria-labelledby="survey-title">
          <h2 id="survey-title">{t('survey.title')}</h2>
          <SurveyForm store={store} ticket={ticket} />
        </section>
      )}
      {survey?.score != null && <p class="thanks">{t('survey.thanks', { score: survey.score })}</p>}
    </>
  );
}

/** What was merged is solved where it is followed; whoever does not find it so writes there. */
function SolvedElsewhere({ standing }: { standing: Standing }) {
  const { status, resolution, endedByApproval } = standing;
  if (status !== 'resolved' && status !== 'closed') return null;
  return (
    <section class="card solved" aria-labelledby="solved-title">
      <h2 id="solved-title">
        {endedByApproval === null ? t('portal.solved_elsewhere') : t('portal.not_approved')}
      </h2>
      <Text>{resolution?.note ?? null}</Text>
      {status === 'resolved' && <p class="soft">{t('portal.not_solved_write')}</p>}
    </section>
  );
}

function IsItSolved({ store, ticket }: SolvedProps) {
  const answer = useSignal<'close' | 'reopen' | null>(null);
  const { resolution } = ticket;
  const approval = ticket.approvals.find(({ n }) => n === ticket.endedByApproval);
  const note = approval ? approval.note : (resolution?.note ?? null);
  const leave = () => {
    answer.value = null;
  };
  const choose = (next: 'close' | 'reopen') => () => {
    answer.value = next;
  };
  return (
    <section class="card solved" aria-labelledby="solved-title">
      <h2 id="solved-title">{approval ? t('portal.not_approved') : t('portal.is_it_solved')}</h2>
      <Text>{note}</Text>
      {ticket.autoCloseAt && (
        <p class="soft">
          {t('portal.closes')} <When at={ticket.autoCloseAt} as="date" />
        </p>
      )}
      {answer.value === null ? (
        <div class="field-row">
          {ticket.allowed.includes('close') && !approval && (
            <Button kind="primary" icon={check} onClick={choose('close')}>
              {t('portal.solved')}
            </Button>
          )}
          {ticket.allowed.includes('reopen') && (
            <Button icon={x} onClick={choose('reopen')}>
              {approval ? t('portal.ask_again') : t('portal.not_solved')}
            </Button>
          )}
        </div>
      ) : (
        <PlainForm
          key={answer.value}
          store={store}
          ticket={ticket}
          name={answer.value}
          asks="a reason"
          isChosen
          onDone={leave}
          onLeave={leave}
        />
      )}
    </section>
  );
}
