import circle from 'icon:circle';
import circleCheck from 'icon:circle-check';
import type { DiagnosticStep, ProcessDescription, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { tierTitle, useFollowed } from '../words/process.ts';
import { type ActionName, isOffered } from './actions.tsx';

interface DiagnosticsPanelProps {
  ticket: Ticket;
  action: { value: ActionName };
}

/** What was tried, the latest first, and what the process still wants before the ticket may climb. */
export function DiagnosticsPanel({ ticket, action }: DiagnosticsPanelProps) {
  const process = useFollowed(ticket.process);
  const category = categoryWithRunbook(ticket, process);
  const gates = ticket.isOpen ? gatesOf(ticket, process, category) : [];
  const canAdd = isOffered('addDiagnosticStep', ticket.allowed);
  const counts = Object.values(ticket.counts.diagnosticSteps);
  const steps = usePages(
    (cursor) => desk.listDiagnosticSteps({ path: { id: ticket.id }, query: { cursor } }),
    { isWanted: counts.some((count) => count > 0), version: counts.join() },
  );
  // The dock offers to add the first one.
  if (!counts.some((count) => count > 0) && gates.length === 0 && !category) return null;
  return (
    <section aria-labelledby="diagnostics-title">
      <h2 id="diagnostics-title">{t('diagnostics.title')}</h2>
      {gates.map((gate, i) => (
        <GateList key={i} {...gate} ticket={ticket} />
      ))}
      {category && <Runbook category={category} ticket={ticket} />}
      <ol class="cards">
        {steps.items.value?.map((step) => (
          <StepCard key={step.id} step={step} processId={ticket.process.id} />
        ))}
      </ol>
      <ProblemNote problem={steps.problem.value} onRetry={() => void steps.retry()} />
      {steps.next.value !== null && (
        <MoreButton isLoading={steps.isLoading.value} onMore={() => void steps.readMore()} />
      )}
      {canAdd && (
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

function StepCard({ step, processId }: { step: DiagnosticStep; processId: string }) {
  return (
    <li class="card">
      <p>
        <Badge>{t(`step_kind.${step.kind}`)}</Badge>{' '}
        <span class="soft">{tierTitle(step.tier, processId)}</span>
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

type Category = ProcessDescription['categories'][number];

interface Gate {
  gate: ProcessDescription['gates'][number];
  /** Those of the category's runbook that the gate asks for. */
  steps: Category['runbook'];
}

/** The gates out of the ticket's tier that ask something of it. */
function gatesOf(
  { tier }: Ticket,
  process: ProcessDescription | null,
  category: Category | undefined,
): Gate[] {
  const gates = process?.gates.filter(({ fromTier }) => fromTier === tier) ?? [];
  return gates
    .map((gate) => ({
      gate,
      steps: (category?.runbook ?? []).filter(
        ({ id }) => gate.runbook === 'all' || gate.runbook.includes(id),
      ),
    }))
    .filter(({ gate, steps }) => gate.requires.length + steps.length > 0);
}

function categoryWithRunbook(ticket: Ticket, process: ProcessDescription | null) {
  return process?.categories.find(
    ({ id, runbook }) => id === ticket.category && runbook.length > 0,
  );
}

interface GateListProps extends Gate {
  ticket: Ticket;
}

/** The steps a ticket needs before it may leave its tier, ticked off as they are recorded. */
function GateList({ gate, steps, ticket }: GateListProps) {
  const { isConditional, requires } = gate;
  return (
    <div>
      <h3>{isConditional ? t('diagnostics.gate_of_some') : t('diagnostics.gate')}</h3>
      <ul class="checklist">
        {requires.map(({ kind, min }) => {
          const done = ticket.counts.diagnosticSteps[kind];
          return (
            <Check key={kind} isDone={done >= min}>
              {`${t(`step_kind.${kind}`)} ${Math.min(done, min)}/${min}`}
            </Check>
          );
        })}
        {steps.map(({ id, title }) => (
          <Check key={id} isDone={ticket.runbookSteps.includes(id)}>
            {title}
          </Check>
        ))}
      </ul>
    </div>
  );
}

function Runbook({ category, ticket }: { category: Category; ticket: Ticket }) {
  return (
    <div>
      <h3>{t('diagnostics.runbook', { category: category.title })}</h3>
      <ul class="checklist">
        {category.runbook.map(({ id, title }) => (
          <Check key={id} isDone={ticket.runbookSteps.includes(id)}>
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
