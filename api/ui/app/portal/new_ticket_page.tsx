import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Attachment, Problem, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { Button, ButtonLink, SubmitButton } from '../design/button.tsx';
import {
  FieldErrors,
  filled,
  RadioField,
  SelectField,
  TextField,
  withoutEmpty,
} from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { forgetDraft, readDraft, writeDraft } from '../draft.ts';
import { endHelpSession, helpSession } from '../knowledge/help_session.ts';
import { type Draft, Suggestions } from '../knowledge/suggestions.tsx';
import { t } from '../language.ts';
import { AttachmentPicker } from '../parts/attachments.tsx';
import { MajorIncidents } from '../parts/major_incidents.tsx';
import { useProcess } from '../process.ts';
import { useSubmission } from '../submission.ts';
import { useTitle } from '../title.ts';

const types = ['incident', 'service_request'] as const;
const levels = ['high', 'medium', 'low'] as const;
const subjectDraft = 'new.subject';
const descriptionDraft = 'new.description';

/** Says what is wrong or wanted. Only two fields must be filled in; what was written is kept. */
export function NewTicketPage() {
  const { route, query } = useLocation();
  const followed = query.follows ?? null;
  const process = useProcess(null);
  const { isSending, problem, send } = useSubmission<Ticket>();
  const draft = useSignal<Draft>(keptDraft());
  const isSolved = useSignal(false);
  const files = useSignal<Attachment[]>([]);
  useTitle(t('portal.new'));
  const writes = (field: keyof Draft) => (text: string) => {
    draft.value = { ...draft.value, [field]: text };
  };

  async function submit(form: HTMLFormElement): Promise<void> {
    const link = followed === null ? {} : { link: { kind: 'follow_up_of', id: followed } };
    const attachments = files.value.map(({ id }) => id);
    const sent = attachments.length > 0 ? { attachments } : {};
    const body = { ...bodyOf(new FormData(form)), ...link, ...sent };
    const session = helpSession();
    const read = session === null ? {} : { knowledgeSession: session };
    let answer = await send('POST', '/api/tickets', { ...body, ...read });
    if (answer && !answer.isOk && isAboutReading(answer.problem)) {
      // What was read is not known to the desk any more: the request goes without it.
      endHelpSession();
      answer = await send('POST', '/api/tickets', body);
    }
    if (!answer?.isOk) return;
    forgetDrafts();
    endHelpSession();
    announce(t('portal.sent'));
    route(`/portal/tickets/${answer.data.id}`);
  }

  return (
    <div class="page portal-page">
      <h1>{t('portal.new')}</h1>
      <MajorIncidents />
      {followed && <p class="hint">{t('new.follows')}</p>}
      {isSolved.value && (
        <Thanks
          onResume={() => {
            isSolved.value = false;
          }}
        />
      )}
      <form
        class="new-ticket"
        hidden={isSolved.value}
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
            onInput={(body) => {
              writeDraft(subjectDraft, { body });
              writes('subject')(body);
            }}
          />
          <Suggestions
            draft={draft}
            onSolved={() => {
              isSolved.value = true;
            }}
          />
          <TextField
            name="description"
            label={t('new.description')}
            hint={t('new.description_hint')}
            maxLength={50_000}
            rows={6}
            required
            value={readDraft(descriptionDraft)?.body ?? ''}
            onInput={(body) => {
              writeDraft(descriptionDraft, { body });
              writes('description')(body);
            }}
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
            onChange={writes('category')}
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
        <AttachmentPicker files={files} />
        <ProblemNote problem={problem.value} />
        <div class="form-end">
          <ButtonLink href="/portal">{t('form.cancel')}</ButtonLink>
          <SubmitButton isSending={isSending.value}>{t('new.submit')}</SubmitButton>
        </div>
      </form>
    </div>
  );
}

/** An article has solved it. What was written stays until the person goes. */
function Thanks({ onResume }: { onResume(): void }) {
  const { route } = useLocation();
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <section class="card solved" ref={place} tabIndex={-1} aria-labelledby="thanks-title">
      <h2 id="thanks-title">{t('suggestions.thanks')}</h2>
      <p>{t('suggestions.nothing_sent')}</p>
      <div class="field-row">
        <Button
          kind="primary"
          onClick={() => {
            forgetDrafts();
            endHelpSession();
            route('/portal');
          }}
        >
          {t('suggestions.done')}
        </Button>
        <Button onClick={onResume}>{t('suggestions.send_anyway')}</Button>
      </div>
    </section>
  );
}

function keptDraft(): Draft {
  return {
    subject: readDraft(subjectDraft)?.body ?? '',
    description: readDraft(descriptionDraft)?.body ?? '',
    category: '',
  };
}

function forgetDrafts(): void {
  forgetDraft(subjectDraft);
  forgetDraft(descriptionDraft);
}

function isAboutReading(problem: Problem): boolean {
  return problem.errors?.some(({ path }) => path === 'body.knowledgeSession') === true;
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
