import lock from 'icon:lock';
import send from 'icon:send';
import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message, Ticket } from '../../../contract.ts';
import { isAgent, me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { limitText } from '../design/text_limit.ts';
import { onDraftSent, readDraft, writeDraft } from '../draft.ts';
import { isSendKey } from '../keys.ts';
import { AttachmentPicker } from '../parts/attachments.tsx';
import { useKeptFiles } from '../parts/kept_files.ts';
import { TypedMenu } from '../parts/typed_menu.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { draftNameOf } from './begun_actions.ts';
import { noteWriting } from './presence.ts';
import { WritingNote } from './presence_note.tsx';
import { takeInsertion } from './reply_insertion.ts';
import {
  OutcomeFields,
  OutcomeMenu,
  offeredOutcomes,
  type ReplyOutcome,
  useOutcomeDraft,
} from './reply_outcome.tsx';
import { useReplySending } from './reply_sending.ts';
import { SecondAnswerNote, useSecondAnswer } from './second_answer.tsx';
import type { TicketStore } from './ticket_store.ts';

/** In characters, as people count them. */
const messageMaxLength = 50_000;

interface ReplyFormProps {
  store: TicketStore;
  ticket: Ticket;
  visibility: Message['visibility'];
  /** Instead of naming the requester. */
  label?: string;
  /** The ticket can be put on hold or resolved at the same press. */
  hasOutcomes?: boolean;
}

/**
 * Writes to the requester, or a note they never see. What is written and attached survives a reload.
 */
export function ReplyForm(props: ReplyFormProps) {
  const { store, ticket, visibility, label: given, hasOutcomes = false } = props;
  const draftName = draftNameOf(ticket.id, visibility === 'internal' ? 'note' : 'reply');
  const body = useSignal(readDraft(draftName)?.body ?? '');
  const files = useKeptFiles(draftName);
  const outcome = useSignal<ReplyOutcome>('send');
  const outcomeDraft = useOutcomeDraft(draftName);
  const form = useRef<HTMLFormElement>(null);
  const isWriting = body.value.trim() !== '';
  const second = useSecondAnswer(store, ticket, visibility, isWriting);
  const { isSending, problem, sendMessage } = useReplySending({
    ...{ store, ticket, visibility, draftName, body, files, second, outcome, outcomeDraft, form },
  });
  const isInternal = visibility === 'internal';
  const name = nameOf(ticket.requester);
  const label = isInternal ? t('reply.note_label') : (given ?? t('reply.label', { name }));

  useEffect(
    () =>
      onDraftSent(draftName, (sent) => {
        if (body.peek() === sent) body.value = '';
      }),
    [draftName],
  );

  useSignalEffect(() => {
    const words = isInternal ? null : takeInsertion(ticket.id);
    if (words === null) return;
    const written = body.peek();
    body.value = written.trim() === '' ? words : `${written.trimEnd()}\n\n${words}`;
    writeDraft(draftName, { body: body.peek() });
  });

  /** Shows what a resolution asks for. @returns whether it does now, and did not before */
  function asksForResolution(): boolean {
    const isOffered = hasOutcomes && offeredOutcomes(ticket).includes('resolve');
    if (!isOffered || outcome.value === 'resolve') return false;
    outcome.value = 'resolve';
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[name="note"]')?.focus());
    return true;
  }

  /** A colleague was faster: the writer says what becomes of it. */
  function askOrSend(): void {
    if (second.other === undefined) void sendMessage();
  }

  return (
    <form
      ref={form}
      class={isInternal ? 'reply is-internal' : 'reply'}
      onInput={(event) => {
        outcomeDraft.keep(event.target);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        askOrSend();
      }}
      onKeyDown={(event) => {
        // The text itself has sent it already; what stands below it sends by the same keys.
        if (event.defaultPrevented || !isSendKey(event)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
    >
      {isInternal && (
        <p class="reply-warning">
          <Icon of={lock} /> {t('reply.internal_hint', { name })}
        </p>
      )}
      <ReplyText
        label={label}
        body={body}
        onWritten={() => {
          writeDraft(draftName, { body: body.value });
          noteWriting(ticket.id, body.value.trim() !== '');
        }}
        onSend={(mayResolve) => {
          if (!mayResolve || !asksForResolution()) form.current?.requestSubmit();
        }}
      />
      {me.value && isAgent(me.value) && (
        <TypedMenu
          fieldId="reply-body"
          ticket={ticket}
          isInternal={isInternal}
          onText={(text) => {
            body.value = text;
            writeDraft(draftName, { body: text });
          }}
        />
      )}
      {hasOutcomes && (
        <OutcomeFields ticket={ticket} outcome={outcome.value} draft={outcomeDraft} />
      )}
      <WritingNote ticketId={ticket.id} isWriting={isWriting} />
      <SecondAnswerNote
        other={second.other}
        onSendAnyway={() => void sendMessage(second.accept())}
      />
      <ProblemNote problem={problem.value} onRetry={() => void sendMessage()} />
      <div class="form-end">
        <AttachmentPicker files={files} />
        <span class="hint wide-only">{t('reply.key_hint')}</span>
        {hasOutcomes && <OutcomeMenu ticket={ticket} outcome={outcome} />}
        <Button
          type="submit"
          kind={isInternal ? 'note' : 'primary'}
          icon={isInternal ? lock : send}
          disabled={isSending.value || !isWriting}
        >
          {isSending.value
            ? t('form.sending')
            : t(isInternal ? 'reply.note' : `reply.way_${outcome.value}`)}
        </Button>
      </div>
    </form>
  );
}

interface ReplyTextProps {
  label: string;
  body: Signal<string>;
  onWritten(): void;
  /** @param mayResolve it was asked that the ticket be resolved with it */
  onSend(mayResolve: boolean): void;
}

function ReplyText({ label, body, onWritten, onSend }: ReplyTextProps) {
  return (
    <>
      <label class="visually-hidden" for="reply-body">
        {label}
      </label>
      <textarea
        id="reply-body"
        rows={3}
        dir="auto"
        placeholder={label}
        ref={(field) => {
          if (field) limitText(field, messageMaxLength);
        }}
        value={body.value}
        onInput={(event) => {
          limitText(event.currentTarget, messageMaxLength);
          body.value = event.currentTarget.value;
          onWritten();
        }}
        onKeyDown={(event) => {
          // Out of the text the keys of the page count again.
          if (event.key === 'Escape') event.currentTarget.blur();
          if (!isSendKey(event)) return;
          event.preventDefault();
          onSend(event.shiftKey);
        }}
      />
    </>
  );
}
