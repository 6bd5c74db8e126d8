import arrowRight from 'icon:arrow-right';
import triangleAlert from 'icon:triangle-alert';
import { useSignal } from '@preact/signals';
import type { Escalation, HandOff, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Badge } from '../design/badge.tsx';
import { Icon } from '../design/icon.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { escalationReasonTitle, groupTitle } from '../words/process.ts';
import { workingTime } from '../words/time.ts';
import { StepTexts } from './diagnostics_panel.tsx';
import { PastList } from './past_list.tsx';

/** Every climb of the ticket with what was handed off, newest first. */
export function HandOffPanel({ ticket }: { ticket: Ticket }) {
  const { id, escalations, counts } = ticket;
  if (escalations.length === 0) return null;
  return (
    <section aria-labelledby="escalations-title">
      <h2 id="escalations-title">{t('escalation.title')}</h2>
      <PastList
        latest={escalations.toReversed()}
        count={counts.escalations}
        version={escalations.map(({ n, outcome }) => `${n} ${outcome}`).join()}
        read={(cursor) => desk.listEscalations({ path: { id }, query: { cursor } })}
      >
        {(escalation) => (
          <li key={escalation.n} class="card">
            <EscalationCard escalation={escalation} ticket={ticket} />
          </li>
        )}
      </PastList>
    </section>
  );
}

function EscalationCard({ escalation, ticket }: { escalation: Escalation; ticket: Ticket }) {
  const { n, kind, level, fromGroup, toGroup, reason, note, outcome, by, at, handOff } = escalation;
  return (
    <>
      <p>
        {kind === 'functional' ? (
          <strong>
            {groupTitle(fromGroup)} <Icon of={arrowRight} label={t('escalation.to')} />{' '}
            {groupTitle(toGroup)}
          </strong>
        ) : (
          <strong>{t('escalation.management', { level: level ?? 1 })}</strong>
        )}{' '}
        <Badge>{t(`escalation.outcome.${outcome}`)}</Badge>
      </p>
      <p>{escalationReasonTitle(reason, ticket.process.id)}</p>
      <Text>{note}</Text>
      {handOff && <HandOffRecord ticketId={ticket.id} n={n} handOff={handOff} />}
      <p class="soft">
        {by.name ?? t('actor.desk')} · <When at={at} as="date" />
      </p>
    </>
  );
}

interface HandOffRecordProps {
  ticketId: string;
  /** The escalation it belongs to. */
  n: number;
  handOff: HandOff;
}

function HandOffRecord({ ticketId, n, handOff }: HandOffRecordProps) {
  const { requestedOutcome, missing, stepCount, timeAtTierMinutes } = handOff;
  return (
    <>
      <Text label={t('escalation.requested_outcome')}>{requestedOutcome}</Text>
      {missing.map((one) => (
        <p key={'kind' in one ? one.kind : one.runbookStep} class="missing">
          <Icon of={triangleAlert} label={t('escalation.missing')} />{' '}
          {'kind' in one
            ? t('escalation.missing_steps', { count: one.count, kind: t(`step_kind.${one.kind}`) })
            : t('escalation.missing_runbook_step', { step: one.runbookStep.replaceAll('_', ' ') })}
        </p>
      ))}
      <p class="soft">{t('escalation.time_at_tier', { time: workingTime(timeAtTierMinutes) })}</p>
      {stepCount > 0 && <StepsHandedOff ticketId={ticketId} n={n} count={stepCount} />}
    </>
  );
}

/** What was tried before the hand-off, read when it is opened; the latest first. */
function StepsHandedOff({ ticketId, n, count }: { ticketId: string; n: number; count: number }) {
  const isWanted = useSignal(false);
  const steps = usePages(
    (cursor) =>
      desk.listDiagnosticSteps({ path: { id: ticketId }, query: { escalation: n, cursor } }),
    { isWanted: isWanted.value, version: String(n) },
  );
  return (
    <details
      onToggle={({ currentTarget }) => {
        isWanted.value ||= currentTarget.open;
      }}
    >
      <summary>{t('escalation.steps', { count })}</summary>
      <ol class="hand-off-steps">
        {steps.items.value?.map((step) => (
          <li key={step.id}>
            <Badge>{t(`step_kind.${step.kind}`)}</Badge>
            <StepTexts {...step} />
          </li>
        ))}
      </ol>
      <ProblemNote problem={steps.problem.value} onRetry={() => void steps.retry()} />
      {steps.next.value !== null && (
        <MoreButton isLoading={steps.isLoading.value} onMore={() => void steps.readMore()} />
      )}
    </details>
  );
}
