import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AnswerOf, Input, OperationName, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { isPassing } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { useReturnedFocus } from '../design/returned_focus.ts';
import { isSendKey } from '../keys.ts';
import { t } from '../words/language.ts';
import { useFormDraft } from './form_draft.ts';

export interface SendingFormProps<Id extends OperationName> {
  /** What is typed is kept under it until it is sent or thrown away. */
  draftName: string;
  title: string;
  submitLabel: string;
  operation: Id;
  /** What the API is given, from the fields by name. */
  inputOf(data: FormData): Input<Id>;
  onAnswer(answer: AnswerOf<Id>, input: Input<Id>): void;
  /** It was refused: it is written on, and nothing of it was done. */
  onRefused?: (problem: Problem, input: Input<Id>) => void;
  /** What was written was thrown away. */
  onDiscard?: () => void;
  /** The version that was seen: refused where it has changed. */
  ifMatch?: string;
  /** Leaves the form as it is; absent where there is nothing to go back to. */
  onLeave?: (() => void) | undefined;
  /** It was opened to be filled in: its first field has the focus. */
  takesFocus?: boolean;
  /** Sends as soon as it is shown: for what asks nothing and takes nothing away. */
  startsAtOnce?: boolean;
  children?: ComponentChildren;
}

/**
 * A small form that asks the API for one thing. A refusal stays in it, in the API's own words, and
 * what was typed stays until it was taken.
 */
export function SendingForm<Id extends OperationName>(props: SendingFormProps<Id>) {
  const { title, submitLabel, operation, inputOf, onLeave, children } = props;
  const draft = useFormDraft(props.draftName);
  const isBegun = useSignal(draft.wasLeft);
  const { isSending, problem, send } = useSubmission();
  const form = useRef<HTMLFormElement>(null);
  useReturnedFocus();
  useEffect(() => {
    if (props.takesFocus) form.current?.querySelector('input')?.focus();
    if (props.startsAtOnce) form.current?.requestSubmit();
  }, []);

  async function submit(fields: HTMLFormElement): Promise<void> {
    const input = inputOf(new FormData(fields));
    const idempotencyKey = draft.keyOf(JSON.stringify([operation, input]));
    const answer = await send(operation, input, {
      idempotencyKey,
      ...(props.ifMatch !== undefined && { ifMatch: props.ifMatch }),
    });
    if (answer === null) return;
    if (!answer.isOk) {
      if (!isPassing(answer.problem)) {
        draft.forgetKey();
        props.onRefused?.(answer.problem, input);
      }
      return;
    }
    draft.forget();
    announce(t('form.done', { action: title }));
    props.onAnswer(answer.data, input);
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
      onInput={(event) => {
        isBegun.value = draft.keep(event.target);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave?.();
        if (!isSendKey(event)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
    >
      {draft.wasLeft && <p class="hint">{t('form.left')}</p>}
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <KeptFields.Provider value={draft.fields}>
          <div class="fields">{children}</div>
        </KeptFields.Provider>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        {isBegun.value && onLeave && (
          <Button
            kind="quiet"
            onClick={() => {
              draft.forget();
              props.onDiscard?.();
              onLeave();
            }}
          >
            {t('form.discard')}
          </Button>
        )}
        {onLeave && <Button onClick={onLeave}>{t('form.leave')}</Button>}
        <SubmitButton isSending={isSending.value}>{submitLabel}</SubmitButton>
      </div>
    </form>
  );
}
