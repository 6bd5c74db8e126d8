import { useSignal } from '@preact/signals';
import type { Mailbox } from '../../../contract.ts';
import { useSubmission } from '../client/submission.ts';
import { SubmitButton } from '../design/button.tsx';
import { chosen, DateTimeField, FieldErrors, instant, RadioField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';

const starts = ['now', 'since', 'all'] as const;

interface MailboxStartFormProps {
  mailbox: Mailbox;
  onChosen(): void;
}

/** Asked once, before anything is read: what becomes of the messages that are there. */
export function MailboxStartForm({ mailbox, onChosen }: MailboxStartFormProps) {
  const { isSending, problem, send } = useSubmission();
  const from = useSignal<(typeof starts)[number]>('now');
  const count = mailbox.serverCount ?? 0;
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const chosenFrom = chosen(data, 'from', starts) ?? 'now';
    const since = chosenFrom === 'since' ? instant(data, 'since') : undefined;
    const answer = await send(
      'startMailbox',
      { path: { id: mailbox.id }, body: { from: chosenFrom, since } },
      { ifMatch: String(mailbox.version) },
    );
    if (answer?.isOk) onChosen();
  };
  return (
    <form
      class="command-form"
      aria-label={t('mailbox_start.title', { name: mailbox.name })}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <div class="fields">
          <RadioField
            name="from"
            label={t('mailbox_start.question', { count })}
            options={starts.map((id) => ({ id, title: t(`mailbox_start.${id}`, { count }) }))}
            value={from.value}
            onChange={(value) => {
              from.value = starts.find((one) => one === value) ?? 'now';
            }}
          />
          {from.value === 'since' && (
            <DateTimeField name="since" label={t('mailbox_start.since_when')} required />
          )}
        </div>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <SubmitButton isSending={isSending.value}>{t('mailbox_start.begin')}</SubmitButton>
      </div>
    </form>
  );
}
