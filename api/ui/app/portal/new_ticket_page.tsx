import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { ticketTypes } from '../../../../workflows/domain/ticket.ts';
import type { Input, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { ButtonLink, SubmitButton } from '../design/button.tsx';
import { chosen, FieldErrors, filled, written } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { endHelpSession, helpSession } from '../knowledge/help_session.ts';
import type { Draft } from '../knowledge/suggestions.tsx';
import { AttachmentPicker } from '../parts/attachments.tsx';
import { useFormDraft } from '../parts/form_draft.ts';
import { filledFields } from '../parts/form_fields.tsx';
import { useKeptFiles } from '../parts/kept_files.ts';
import { MajorIncidents } from '../parts/major_incidents.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { knownProcess } from '../words/process.ts';
import { NewTicketFields } from './new_ticket_fields.tsx';
import { SolvedByReading } from './solved_by_reading.tsx';

/** Says what is wrong or wanted. Only two fields must be filled in; what was written is kept. */
export default function NewTicketPage() {
  const { route, query } = useLocation();
  const followed = query.follows ?? null;
  const { isSending, problem, send } = useSubmission();
  const form = useFormDraft('new');
  const files = useKeptFiles('new');
  // What the catalogue leads to is asked for, whatever was left in the form.
  const wanted = { process: query.process, category: query.category, service: query.service };
  const kept = { ...form.fields, ...filledIn(wanted) };
  const { subject = '', description = '', category = '' } = kept;
  const draft = useSignal<Draft>({ subject, description, category });
  const isSolved = useSignal(false);
  useTitle(t('portal.new'));

  function forget(): void {
    form.forget();
    files.clear();
    endHelpSession();
  }

  async function submit(fields: HTMLFormElement): Promise<void> {
    const attachments = files.files.value.map(({ id }) => id);
    const asked = bodyOf(new FormData(fields));
    const isOnPage = knownProcess(asked.process)?.pages.some(({ id }) => id === query.page);
    const body = {
      ...asked,
      // Whoever chose another process left the page.
      page: isOnPage ? query.page : undefined,
      link: followed === null ? undefined : { kind: 'follow_up_of' as const, id: followed },
      attachments: attachments.length === 0 ? undefined : attachments,
    };
    const knowledgeSession = helpSession() ?? undefined;
    let answer = await send('openTicket', { body: { ...body, knowledgeSession } });
    if (answer && !answer.isOk && isAboutReading(answer.problem)) {
      // What was read is not known to the desk any more: the request goes without it.
      endHelpSession();
      answer = await send('openTicket', { body });
    }
    if (!answer?.isOk) return;
    forget();
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
            forget();
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
        onInput={(event) => form.keep(event.target)}
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <FieldErrors.Provider value={problem.value?.errors ?? []}>
          <KeptFields.Provider value={kept}>
            <NewTicketFields
              draft={draft}
              page={query.page}
              onSolved={() => {
                isSolved.value = true;
              }}
            />
          </KeptFields.Provider>
        </FieldErrors.Provider>
        <AttachmentPicker files={files} />
        <ProblemNote problem={problem.value} />
        <div class="form-end">
          <ButtonLink href="/portal">{t('form.leave')}</ButtonLink>
          <SubmitButton isSending={isSending.value}>{t('new.submit')}</SubmitButton>
        </div>
      </form>
    </div>
  );
}

function filledIn(fields: Record<string, string | undefined>): Record<string, string> {
  const filled = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(filled as [string, string][]);
}

function isAboutReading(problem: Problem): boolean {
  return problem.errors?.some(({ path }) => path === 'body.knowledgeSession') === true;
}

function bodyOf(data: FormData): Input<'openTicket'>['body'] {
  const device = filled(data, 'affected');
  return {
    process: filled(data, 'process'),
    type: chosen(data, 'type', ticketTypes),
    subject: written(data, 'subject'),
    description: written(data, 'description'),
    category: filled(data, 'category'),
    service: filled(data, 'service'),
    impact: filled(data, 'impact'),
    urgency: filled(data, 'urgency'),
    fields: filledFields(data, knownProcess(filled(data, 'process'))),
    affected: device === undefined ? undefined : [device],
    channel: 'portal',
  };
}
