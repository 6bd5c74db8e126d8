import { useLocation } from 'preact-iso';
import type { Ticket } from '../../../../contract.ts';
import { announce } from '../../announcer.tsx';
import { t } from '../../language.ts';
import { FieldErrors, filled, SelectField, TextField, withoutEmpty } from '../../parts/fields.tsx';
import { ProblemNote } from '../../parts/problem_note.tsx';
import { useProcess } from '../../process.ts';
import { useSubmission } from '../../submission.ts';
import type { FormProps } from './command_form.tsx';

/** A second matter in the same words: it gets a ticket of its own, for the same requester. */
export function SplitForm({ ticket, onCancel }: FormProps) {
  const { route } = useLocation();
  const process = useProcess(ticket.process.id);
  const { isSending, problem, send } = useSubmission<Ticket>();

  async function submit(form: HTMLFormElement): Promise<void> {
    const answer = await send('POST', '/api/tickets', bodyOf(ticket, new FormData(form)));
    if (!answer?.isOk) return;
    announce(t('form.done', { action: t('action.split') }));
    route(`/tickets/${answer.data.id}`);
  }

  return (
    <form
      class="command-form"
      aria-label={t('action.split')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <div class="fields">
          <TextField name="subject" label={t('split.subject')} maxLength={200} required />
          <SelectField
            name="category"
            label={t('facts.category')}
            none={t('facts.none')}
            options={process?.categories ?? []}
          />
          <TextField
            name="description"
            label={t('split.description')}
            maxLength={50_000}
            rows={3}
            required
            value={ticket.description ?? ''}
          />
        </div>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <button type="button" class="button" onClick={onCancel}>
          {t('form.cancel')}
        </button>
        <button type="submit" class="button primary" disabled={isSending.value}>
          {isSending.value ? t('form.sending') : t('action.split')}
        </button>
      </div>
    </form>
  );
}

function bodyOf({ id, process, requester, channel }: Ticket, data: FormData): object {
  return withoutEmpty({
    subject: filled(data, 'subject'),
    description: filled(data, 'description'),
    category: filled(data, 'category'),
    process: process.id,
    requester: requester.id,
    channel: channel === 'import' ? undefined : channel,
    link: { kind: 'split_from', id },
  });
}
