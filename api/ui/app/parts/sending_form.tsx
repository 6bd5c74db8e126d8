import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announcer.tsx';
import type { Method } from '../client.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { FieldErrors, withoutEmpty } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { isSendKey } from '../keys.ts';
import { t } from '../language.ts';
import { useSubmission } from '../submission.ts';

export interface SendingFormProps<Answer> {
  title: string;
  submitLabel: string;
  method: Method;
  path: string | ((data: FormData) => string);
  /** The body the API wants, from the fields by name, empty ones left out; none where it wants none. */
  bodyOf?(data: FormData): object;
  onAnswer(answer: Answer): void;
  /** Absent where there is nothing to go back to. */
  onCancel?(): void;
  /** Sends as soon as it is shown: for what asks nothing and takes nothing away. */
  startsAtOnce?: boolean;
  children?: ComponentChildren;
}

/** A small form that asks the API for one thing. A refusal stays in it, in the API's own words. */
export function SendingForm<Answer>(props: SendingFormProps<Answer>) {
  const { title, submitLabel, method, path, bodyOf, children } = props;
  const { isSending, problem, send } = useSubmission<Answer>();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (props.startsAtOnce) form.current?.requestSubmit();
  }, []);

  async function submit(fields: HTMLFormElement): Promise<void> {
    const data = new FormData(fields);
    const body = bodyOf && withoutEmpty(bodyOf(data));
    const answer = await send(method, typeof path === 'string' ? path : path(data), body);
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
