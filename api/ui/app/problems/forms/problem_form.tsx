import type { OperationName, ProblemRecord } from '../../../../contract.ts';
import { SendingForm, type SendingFormProps } from '../../parts/sending_form.tsx';
import type { ProblemStore } from '../problem_store.ts';

export interface ProblemFormProps {
  store: ProblemStore;
  record: ProblemRecord;
  onLeave(): void;
}

/** The operations that change one thing of a problem. */
export type ProblemChange = Extract<
  OperationName,
  | 'describeProblem'
  | 'classifyProblem'
  | 'assignProblem'
  | 'planProblemReview'
  | 'diagnoseProblem'
  | 'resolveProblem'
  | 'reopenProblem'
  | 'closeProblem'
>;

type FormProps<Change extends ProblemChange> = ProblemFormProps &
  Omit<SendingFormProps<Change>, 'draftName' | 'submitLabel' | 'onAnswer' | 'onLeave'>;

/** A small form that changes one thing of a problem. */
export function ProblemForm<Change extends ProblemChange>({
  store,
  record,
  onLeave,
  ...form
}: FormProps<Change>) {
  return (
    <SendingForm
      {...form}
      draftName={draftNameOf(record.id, form.operation)}
      submitLabel={form.title}
      onAnswer={(answer) => {
        store.apply(answer);
        onLeave();
      }}
      onLeave={onLeave}
    />
  );
}

/** Under which what is written into a form of a problem is kept. */
export function draftNameOf(problemId: string, change: ProblemChange): string {
  return `${problemId}.${change}`;
}

/** Of a note, a cause or a workaround, in characters. */
export const noteMax = 10_000;

/** A text that was emptied is taken away; one left as it was is not said again. */
export function changedText(value: string | undefined, before: string | null) {
  return (value ?? null) === before ? undefined : (value ?? null);
}
