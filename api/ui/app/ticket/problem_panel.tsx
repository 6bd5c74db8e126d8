import reply from 'icon:reply';
import unlink from 'icon:unlink';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ProblemRecord, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { LogProblemForm } from '../problems/log_problem_form.tsx';
import { ProblemStatusBadge } from '../problems/problem_badges.tsx';
import { t } from '../words/language.ts';
import type { ActionName } from './actions.tsx';
import { focusDock } from './focus_dock.ts';
import { LinkProblemForm } from './link_problem_form.tsx';
import { insertIntoReply } from './reply_insertion.ts';

interface ProblemPanelProps {
  ticket: Ticket;
  action: { value: ActionName };
}

/** The problem behind an incident: what helps meanwhile, or which problem it could be. */
export function ProblemPanel({ ticket, action }: ProblemPanelProps) {
  const record = useSignal<ProblemRecord | null>(null);
  const isKnown = useSignal(false);
  const links = ticket.links.filter(({ kind }) => kind === 'problem').map(({ id }) => id);
  useEffect(() => {
    void findProblem(ticket.id).then((found) => {
      record.value = found;
      isKnown.value = true;
    });
  }, [ticket.id, links.join()]);
  if (ticket.type !== 'incident' || !isKnown.value) return null;
  return (
    <section aria-labelledby="problem-title">
      <h2 id="problem-title">{t('ticket_problem.title')}</h2>
      {record.value ? (
        <OfTicket ticket={ticket} action={action} record={record} current={record.value} />
      ) : (
        <NoProblem ticket={ticket} record={record} />
      )}
    </section>
  );
}

async function findProblem(ticketId: string): Promise<ProblemRecord | null> {
  const found = await desk.listProblems({ query: { incident: ticketId, limit: 1 } });
  const id = found.isOk ? found.data.items[0]?.id : undefined;
  if (id === undefined) return null;
  const answer = await desk.getProblem({ path: { id } });
  return answer.isOk ? answer.data : null;
}

interface OfTicketProps extends ProblemPanelProps {
  record: Signal<ProblemRecord | null>;
  current: ProblemRecord;
}

function OfTicket({ ticket, action, record, current }: OfTicketProps) {
  const { problem, isSending, send } = useSubmission();
  const { id, number, title, status, workaround, incidentCount, openIncidentCount } = current;
  async function leave(): Promise<void> {
    const answer = await send('unlinkIncident', { path: { id, ticketId: ticket.id } });
    if (answer?.isOk) record.value = null;
  }
  const canReply = ticket.allowed.includes('addMessage');
  return (
    <div class="card">
      <p>
        <a href={`/problems/${id}`} dir="auto">
          PRB-{number} {title ?? t('problems.no_title')}
        </a>
      </p>
      <p>
        <ProblemStatusBadge status={status} />{' '}
        <span class="soft">
          {t('problems.incidents', { count: incidentCount, open: openIncidentCount })}
        </span>
      </p>
      <Text label={t('problems.workaround')}>{workaround}</Text>
      <ProblemNote problem={problem.value} />
      <div class="field-row">
        {workaround && canReply && (
          <Button
            isSmall
            icon={reply}
            onClick={() => {
              action.value = 'reply';
              insertIntoReply(ticket.id, workaround);
              requestAnimationFrame(focusDock);
            }}
          >
            {t('ticket_problem.copy')}
          </Button>
        )}
        {status !== 'closed' && (
          <Button
            kind="quiet"
            isSmall
            icon={unlink}
            disabled={isSending.value}
            onClick={() => void leave()}
          >
            {t('ticket_problem.unlink')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface NoProblemProps {
  ticket: Ticket;
  record: Signal<ProblemRecord | null>;
}

function NoProblem({ ticket, record }: NoProblemProps) {
  const { route } = useLocation();
  const mode = useSignal<'link' | 'log' | null>(null);
  const leave = () => {
    mode.value = null;
  };
  if (mode.value === 'link')
    return <LinkProblemForm ticket={ticket} record={record} onLeave={leave} />;
  if (mode.value === 'log') {
    return (
      <LogProblemForm
        given={{
          title: ticket.subject ?? '',
          process: ticket.process.id,
          category: ticket.category,
          service: ticket.service,
          incidents: [ticket.id],
        }}
        onLogged={({ id }) => route(`/problems/${id}`)}
        onLeave={leave}
      />
    );
  }
  return (
    <>
      <p class="soft">{t('ticket_problem.none')}</p>
      <div class="field-row">
        <Button
          isSmall
          onClick={() => {
            mode.value = 'link';
          }}
        >
          {t('ticket_problem.link')}
        </Button>
        <Button
          isSmall
          onClick={() => {
            mode.value = 'log';
          }}
        >
          {t('problems.log')}
        </Button>
      </div>
    </>
  );
}
