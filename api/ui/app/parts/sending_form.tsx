import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AnswerOf, Input, OperationName } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { isSendKey } from '../keys.ts';
import { t } from '../words/language.ts';

export interface SendingFormProps<Id extends OperationName> {
  title: string;
  submitLabel: string;
  operation: Id;
  /** What the API is given, from the fields by name. */
  inputOf(data: FormData): Input<Id>;
  onAnswer(answer: AnswerOf<Id>): void;
  /** Absent where there is nothing to go back to. */
  onCancel?: (() => void) | undefined;
  /** Sends as soon as it is shown: for what asks nothing and takes nothing away. */
  startsAtOnce?: boolean;
  children?: ComponentChildren;
}

/** A small form that asks the API for one thing. A refusal stays in it, in the API's own words. */
export function SendingForm<Id extends OperationName>(props: SendingFormProps<Id>) {
  const { title, submitLabel, operation, inputOf, children } = props;
  const { isSending, problem, send } = useSubmission();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (props.startsAtOnce) form.current?.requestSubmit();
  }, []);

  async function submit(fields: HTMLFormElement): Promise<void> {
    const answer = await send(operation, inputOf(new FormData(fields)));
    if (!answer?.isOk) return;
    announce(t('form.done', { action: title }));
    props.onAnswer(answer.data);
  }

  return (
    <form
      ref={form}
      class="command-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onCancel?.();
        if (!isSendKey(event)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <div class="fields">{children}</div>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        {props.onCancel && <Button onClick={props.onCancel}>{t('form.cancel')}</Button>}
        <SubmitButton isSending={isSending.value}>{submitLabel}</SubmitButton>
      </div>
    </form>
  );
}
