import link from 'icon:link';
import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import type { Problem, ProblemProposal, ProblemRecord } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk, newIdempotencyKey } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { StatusBadge } from '../parts/badges.tsx';
import { t } from '../words/language.ts';
import { titleOf } from '../words/process.ts';
import { LogProblemForm, titleOfProposal } from './log_problem_form.tsx';

interface ProposalProps {
  proposal: ProblemProposal;
  onLogged(problem: ProblemRecord): void;
  onGone(): void;
}

export function Proposal({ proposal, onLogged, onGone }: ProposalProps) {
  const { ticketCount, openCount, requesterCount, firstSeenAt, lastSeenAt, words } = proposal;
  const isLogging = useSignal(false);
  const isBusy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const { category, similarProblem } = proposal;
  const incidents = proposal.tickets.map(({ id }) => id);

  async function send(work: () => Promise<Problem | null>, said: string): Promise<void> {
    isBusy.value = true;
    problem.value = await work();
    isBusy.value = false;
    if (problem.value !== null) return;
    announce(said);
    onGone();
  }
  const dismiss = () => send(() => dismissed(proposal.id, incidents), t('proposals.dismissed'));
  const join = (id: string) => send(() => linked(id, incidents), t('proposals.joined'));

  return (
    <>
      <h3 dir="auto">{titleOfProposal(proposal)}</h3>
      <p>
        <strong>{t('proposals.count', { count: ticketCount, people: requesterCount })}</strong>
        {openCount > 0 && <span>{t('proposals.open', { count: openCount })}</span>}
      </p>
      <p class="soft">
        {category && <span>{titleOf('categories', category, proposal.process.id)} · </span>}
        {t('proposals.first')} <When at={firstSeenAt} />, {t('proposals.last')}{' '}
        <When at={lastSeenAt} />
      </p>
      <ul class="word-list" aria-label={t('proposals.words')}>
        {words.map((word) => (
          <li key={word}>
            <Badge>{word}</Badge>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t('proposals.tickets', { count: proposal.tickets.length })}</summary>
        <ul class="incident-list">
          {proposal.tickets.map((ticket) => (
            <li key={ticket.id}>
              <a href={`/tickets/${ticket.id}`} dir="auto">
                #{ticket.number} {ticket.subject}
              </a>
              <StatusBadge status={ticket.status} />
            </li>
          ))}
        </ul>
      </details>
      {similarProblem && (
        <p>
          {t('proposals.similar')}{' '}
          <a href={`/problems/${similarProblem.id}`}>
            PRB-{similarProblem.number} {similarProblem.title}
          </a>
        </p>
      )}
      <ProblemNote problem={problem.value} />
      {isLogging.value ? (
        <LogProblemForm
          given={{
            title: titleOfProposal(proposal),
            process: proposal.process.id,
            category,
            service: proposal.service,
            incidents,
          }}
          onLogged={onLogged}
          onLeave={() => {
            isLogging.value = false;
          }}
        />
      ) : (
        <div class="field-row">
          {similarProblem && (
            <Button
              isSmall
              icon={link}
              disabled={isBusy.value}
              onClick={() => void join(similarProblem.id)}
            >
              {t('proposals.join', { number: similarProblem.number })}
            </Button>
          )}
          <Button
            isSmall
            icon={plus}
            onClick={() => {
              isLogging.value = true;
            }}
          >
            {t('problems.log')}
          </Button>
          <Button kind="quiet" isSmall disabled={isBusy.value} onClick={() => void dismiss()}>
            {t('proposals.dismiss')}
          </Button>
        </div>
      )}
    </>
  );
}

async function dismissed(id: string, incidents: string[]): Promise<Problem | null> {
  const answer = await desk.dismissProblemProposal({ path: { id }, body: { incidents } });
  return answer.isOk ? null : answer.problem;
}

/** One after the other; what was linked before a refusal stays linked. */
async function linked(problemId: string, incidents: string[]): Promise<Problem | null> {
  for (const ticketId of incidents) {
    const answer = await desk.linkIncident(
      { path: { id: problemId, ticketId } },
      { idempotencyKey: newIdempotencyKey() },
    );
    if (!answer.isOk) return answer.problem;
  }
  return null;
}
