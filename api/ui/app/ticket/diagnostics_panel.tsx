import circle from 'icon:circle';
import circleCheck from 'icon:circle-check';
import type { DiagnosticStep, ProcessDescription, Ticket } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { titleOf, useProcess } from '../words/process.ts';
import { type ActionName, isOffered } from './actions.tsx';

interface DiagnosticsPanelProps {
  ticket: Ticket;
  action: { value: ActionName };
}

/** What was tried, and what the process still wants before the ticket may climb. */
export function DiagnosticsPanel({ ticket, action }: DiagnosticsPanelProps) {
  const process = useProcess(ticket.process.id);
  return (
    <section aria-labelledby="diagnostics-title">
      <h2 id="diagnostics-title">{t('diagnostics.title')}</h2>
      {ticket.isOpen && process && <Gate ticket={ticket} process={process} />}
      {process && <Runbook ticket={ticket} process={process} />}
      <ol class="cards">
        {ticket.diagnosticSteps.map((step) => (
          <StepCard key={step.id} step={step} />
        ))}
      </ol>
      {isOffered('addDiagnosticStep', ticket.allowed) && (
        <Button
          onClick={() => {
            action.value = 'addDiagnosticStep';
          }}
        >
          {t('action.addDiagnosticStep')}
        </Button>
      )}
    </section>
  );
}

function StepCard({ step }: { step: DiagnosticStep }) {
  return (
    <li class="card">
      <p>
        <Badge>{t(`step_kind.${step.kind}`)}</Badge>{' '}
        <span class="soft">{t('ticket.tier', { tier: step.tier })}</span>
      </p>
      <StepTexts {...step} />
      <p class="soft">
        {step.by.name ?? t('actor.desk')} · <When at={step.at} as="date" />
      </p>
    </li>
  );
}

type Texts = Pick<DiagnosticStep, 'step' | 'outcome' | 'ruledOut'>;

export function StepTexts({ step, outcome, ruledOut }: Texts) {
  return (
    <>
      <Text>{step}</Text>
      <Text label={t('diagnostics.outcome')}>{outcome}</Text>
      <Text label={t('diagnostics.ruled_out')}>{ruledOut}</Text>
    </>
  );
}

/** The steps a ticket needs before it may leave its tier, ticked off as they are recorded. */
function Gate({ ticket, process }: { ticket: Ticket; process: ProcessDescription }) {
  const gate = process.gates.find(({ fromTier }) => fromTier === ticket.tier);
  if (!gate) return null;
  return (
    <div>
      <h3>{t('diagnostics.gate')}</h3>
      <ul class="checklist">
        {gate.requires.map(({ kind, min }) => {
          const done = ticket.diagnosticSteps.filter((step) => step.kind === kind).length;
          return (
            <Check key={kind} isDone={done >= min}>
              {`${t(`step_kind.${kind}`)} ${Math.min(done, min)}/${min}`}
            </Check>
          );
        })}
      </ul>
    </div>
  );
}

function Runbook({ ticket, process }: { ticket: Ticket; process: ProcessDescription }) {
  const category = process.categories.find(({ id }) => id === ticket.category);
  if (!category || category.runbook.length === 0) return null;
  const done = new Set(ticket.diagnosticSteps.map(({ runbookStep }) => runbookStep));
  return (
    <div>
      <h3>{t('diagnostics.runbook', { category: titleOf('categories', category.id) })}</h3>
      <ul class="checklist">
        {category.runbook.map(({ id, title }) => (
          <Check key={id} isDone={done.has(id)}>
            {title}
          </Check>
        ))}
      </ul>
    </div>
  );
}

function Check({ isDone, children }: { isDone: boolean; children: string }) {
  return (
    <li class={isDone ? 'is-done' : ''}>
      <Icon
        of={isDone ? circleCheck : circle}
        label={isDone ? t('diagnostics.done') : t('diagnostics.to_do')}
      />
      <span>{children}</span>
    </li>
  );
}
