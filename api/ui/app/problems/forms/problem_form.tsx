import type { ProblemRecord } from '../../../../contract.ts';
import { SendingForm, type SendingFormProps } from '../../parts/sending_form.tsx';
import type { ProblemStore } from '../problem_store.ts';

export interface ProblemFormProps {
  store: ProblemStore;
  record: ProblemRecord;
  onLeave(): void;
}

interface FormProps
  extends ProblemFormProps,
    Pick<SendingFormProps<ProblemRecord>, 'bodyOf' | 'children'> {
  title: string;
  method?: 'PUT' | 'DELETE';
  /** Under `/api/problems/{id}/`. */
  resource: string;
}

/** A small form that changes one thing of a problem. */
export function ProblemForm({
  store,
  record,
  onLeave,
  resource,
  title,
  method,
  ...form
}: FormProps) {
  return (
    <SendingForm<ProblemRecord>
      {...form}
      title={title}
      submitLabel={title}
      method={method ?? 'PUT'}
      path={`/api/problems/${record.id}/${resource}`}
      onAnswer={(answer) => {
        store.apply(answer);
        onLeave();
      }}
      onCancel={onLeave}
    />
  );
}

/** Of a note, a cause or a workaround, in characters. */
export const noteMax = 10_000;

/** A text that was emptied is taken away; one left as it was is not said again. */
export function changedText(value: string | undefined, before: string | null) {
  return (value ?? null) === before ? undefined : (value ?? null);
}
