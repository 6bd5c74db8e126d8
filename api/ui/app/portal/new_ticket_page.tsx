import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { Attachment, Problem, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { ButtonLink, SubmitButton } from '../design/button.tsx';
import { FieldErrors, filled, withoutEmpty } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { endHelpSession, helpSession } from '../knowledge/help_session.ts';
import type { Draft } from '../knowledge/suggestions.tsx';
import { t } from '../language.ts';
import { AttachmentPicker } from '../parts/attachments.tsx';
import { MajorIncidents } from '../parts/major_incidents.tsx';
import { useSubmission } from '../submission.ts';
import { useTitle } from '../title.ts';
import { forgetDrafts, keptDraft } from './new_ticket_draft.ts';
import { NewTicketFields } from './new_ticket_fields.tsx';
import { SolvedByReading } from './solved_by_reading.tsx';

/** Says what is wrong or wanted. Only two fields must be filled in; what was written is kept. */
export function NewTicketPage() {
  const { route, query } = useLocation();
  const followed = query.follows ?? null;
  const { isSending, problem, send } = useSubmission<Ticket>();
  const draft = useSignal<Draft>(keptDraft());
  const isSolved = useSignal(false);
  const files = useSignal<Attachment[]>([]);
  useTitle(t('portal.new'));

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
        <SolvedByReading
          onDone={() => {
            forgetDrafts();
            endHelpSession();
            route('/portal');
          }}
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
          <NewTicketFields
            draft={draft}
            onSolved={() => {
              isSolved.value = true;
            }}
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
