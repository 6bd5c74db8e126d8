import { useLocation } from 'preact-iso';
import type { Ticket } from '../../../schemas/index.ts';
import { announce } from '../announcer.tsx';
import { forgetDraft, readDraft, writeDraft } from '../draft.ts';
import { t } from '../language.ts';
import {
  FieldErrors,
  filled,
  RadioField,
  SelectField,
  TextField,
  withoutEmpty,
} from '../parts/fields.tsx';
import { ProblemNote } from '../parts/problem_note.tsx';
import { useProcess } from '../process.ts';
import { useSubmission } from '../submission.ts';
import { useTitle } from '../title.ts';

const types = ['incident', 'service_request'] as const;
const levels = ['high', 'medium', 'low'] as const;
const subjectDraft = 'new.subject';
const descriptionDraft = 'new.description';

/** Says what is wrong or wanted. Only two fields must be filled in; what was written is kept. */
export function NewTicketPage() {
  const { route } = useLocation();
  const process = useProcess(null);
  const { isSending, problem, send } = useSubmission<Ticket>();
  useTitle(t('portal.new'));

  async function submit(form: HTMLFormElement): Promise<void> {
    const answer = await send('POST', '/api/tickets', bodyOf(new FormData(form)));
    if (!answer?.isOk) return;
    forgetDraft(subjectDraft);
    forgetDraft(descriptionDraft);
    announce(t('portal.sent'));
    route(`/portal/tickets/${answer.data.id}`);
  }

  return (
    <div class="page portal-page">
      <h1>{t('portal.new')}</h1>
      <form
        class="new-ticket"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <FieldErrors.Provider value={problem.value?.errors ?? []}>
          <TextField
            name="subject"
            label={t('new.subject')}
            hint={t('new.subject_hint')}
            maxLength={200}
            required
            value={readDraft(subjectDraft)?.body ?? ''}
            onInput={(body) => writeDraft(subjectDraft, { body })}
          />
          <TextField
            name="description"
            label={t('new.description')}
            hint={t('new.description_hint')}
            maxLength={50_000}
            rows={6}
            required
            value={readDraft(descriptionDraft)?.body ?? ''}
            onInput={(body) => writeDraft(descriptionDraft, { body })}
          />
          <RadioField
            name="type"
            label={t('new.type')}
            options={types.map((id) => ({ id, title: t(`new.type_${id}`) }))}
            value="incident"
          />
          <SelectField
            name="category"
            label={t('new.category')}
            none={t('new.category_unknown')}
            options={process?.categories ?? []}
          />
          <RadioField
            name="impact"
            label={t('new.impact')}
            options={levels.map((id) => ({ id, title: t(`new.impact_${id}`) }))}
            value="low"
          />
          <RadioField
            name="urgency"
            label={t('new.urgency')}
            options={levels.map((id) => ({ id, title: t(`new.urgency_${id}`) }))}
            value="medium"
          />
        </FieldErrors.Provider>
        <ProblemNote problem={problem.value} />
        <div class="form-end">
          <a class="button" href="/portal">
            {t('form.cancel')}
          </a>
          <button type="submit" class="button primary" disabled={isSending.value}>
            {isSending.value ? t('form.sending') : t('new.submit')}
          </button>
        </div>
      </form>
    </div>
  );
}

function bodyOf(data: FormData): object {
  return withoutEmpty({
    type: filled(data, 'type'),
    subject: filled(data, 'subject'),
    description: filled(data, 'description'),
    category: filled(data, 'category'),
    impact: filled(data, 'impact'),
    urgency: filled(data, 'urgency'),
    channel: 'portal',
  });
}
