import arrowRight from 'icon:arrow-right';
import triangleAlert from 'icon:triangle-alert';
import type { Escalation, HandOff, Ticket } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { Icon } from '../design/icon.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { groupTitle, titleOf } from '../words/process.ts';
import { workingTime } from '../words/time.ts';
import { StepTexts } from './diagnostics_panel.tsx';

/** Every climb of the ticket with what was handed off, newest first. */
export function HandOffPanel({ ticket }: { ticket: Ticket }) {
  if (ticket.escalations.length === 0) return null;
  return (
    <section aria-labelledby="escalations-title">
      <h2 id="escalations-title">{t('escalation.title')}</h2>
      <ol class="cards">
        {ticket.escalations.toReversed().map((escalation) => (
          <li key={escalation.n} class="card">
            <EscalationCard escalation={escalation} processId={ticket.process.id} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function EscalationCard({ escalation, processId }: { escalation: Escalation; processId: string }) {
  const { kind, level, fromGroup, toGroup, reason, note, outcome, by, at, handOff } = escalation;
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
      <p>{titleOf('escalationReasons', reason, processId)}</p>
      <Text>{note}</Text>
      {handOff && <HandOffRecord handOff={handOff} />}
      <p class="soft">
        {by.name ?? t('actor.desk')} · <When at={at} as="date" />
      </p>
    </>
  );
}

function HandOffRecord({ handOff }: { handOff: HandOff }) {
  const { requestedOutcome, missing, steps, timeAtTierMinutes } = handOff;
  return (
    <>
      <Text label={t('escalation.requested_outcome')}>{requestedOutcome}</Text>
      {missing.map(({ kind, count }) => (
        <p key={kind} class="missing">
          <Icon of={triangleAlert} label={t('escalation.missing')} />{' '}
          {t('escalation.missing_steps', { count, kind: t(`step_kind.${kind}`) })}
        </p>
      ))}
      <p class="soft">{t('escalation.time_at_tier', { time: workingTime(timeAtTierMinutes) })}</p>
      {steps.length > 0 && (
        <details>
          <summary>{t('escalation.steps', { count: steps.length })}</summary>
          <ol class="hand-off-steps">
            {steps.map((step) => (
              <li key={step.id}>
                <Badge>{t(`step_kind.${step.kind}`)}</Badge>
                <StepTexts {...step} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
