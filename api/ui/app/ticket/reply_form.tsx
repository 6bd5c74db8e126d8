import lock from 'icon:lock';
import send from 'icon:send';
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Message, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { newIdempotencyKey } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { limitText } from '../design/text_limit.ts';
import { forgetDraft, readDraft, writeDraft } from '../draft.ts';
import { isSendKey } from '../keys.ts';
import { AttachmentPicker } from '../parts/attachments.tsx';
import { useKeptFiles } from '../parts/kept_files.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { draftNameOf } from './begun_actions.ts';
import { takeInsertion } from './reply_insertion.ts';
import { hasArrived, type TicketStore } from './ticket_store.ts';

/** In characters, as people count them. */
const messageMaxLength = 50_000;

interface ReplyFormProps {
  store: TicketStore;
  ticket: Ticket;
  visibility: Message['visibility'];
  /** Instead of naming the requester. */
  label?: string;
}

/**
 * Writes to the requester, or a note they never see. What is written and attached survives a reload.
 */
export function ReplyForm({ store, ticket, visibility, label: given }: ReplyFormProps) {
  const draftName = draftNameOf(ticket.id, visibility === 'internal' ? 'note' : 'reply');
  const body = useSignal(readDraft(draftName)?.body ?? '');
  const files = useKeptFiles(draftName);
  const { isSending, problem, send: submit } = useSubmission();
  const attempt = useRef<{ key: string; afterSeq: number } | null>(null);
  const isInternal = visibility === 'internal';
  const name = nameOf(ticket.requester);
  const label = isInternal ? t('reply.note_label') : (given ?? t('reply.label', { name }));

  useSignalEffect(() => {
    const words = isInternal ? null : takeInsertion(ticket.id);
    if (words === null) return;
    const written = body.peek();
    body.value = written.trim() === '' ? words : `${written.trimEnd()}\n\n${words}`;
    writeDraft(draftName, { body: body.peek() });
  });

  async function sendMessage(): Promise<void> {
    const text = body.value;
    if (text.trim() === '' || isSending.value) return;
    // The key is kept with the draft: after a reload the same text goes under the same key.
    const key = readDraft(draftName)?.key ?? newIdempotencyKey();
    writeDraft(draftName, { body: text, key });
    if (attempt.current?.key !== key) {
      attempt.current = { key, afterSeq: ticket.seq };
    }
    const message = { body: text, visibility, afterSeq: attempt.current.afterSeq };
    if (!hasArrived(message, store.timeline.items.value)) store.outgoing.value = message;
    const attachments = files.files.value.map(({ id }) => id);
    const sent = { body: text, visibility, ...(attachments.length > 0 && { attachments }) };
    const input = { path: { id: ticket.id }, body: sent };
    const answer = await submit('addMessage', input, { idempotencyKey: key });
    if (!answer?.isOk) {
      store.outgoing.value = null;
      return;
    }
    forgetDraft(draftName);
    files.clear();
    if (body.value === text) body.value = '';
    announce(t(isInternal ? 'reply.noted' : 'reply.sent'));
    store.apply(answer.data, message);
  }

  return (
    <form
      class={isInternal ? 'reply is-internal' : 'reply'}
      onSubmit={(event) => {
        event.preventDefault();
        void sendMessage();
      }}
    >
      {isInternal && (
        <p class="reply-warning">
          <Icon of={lock} /> {t('reply.internal_hint', { name })}
        </p>
      )}
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
          writeDraft(draftName, { body: body.value });
        }}
        onKeyDown={(event) => {
          // Out of the text the keys of the page count again.
          if (event.key === 'Escape') event.currentTarget.blur();
          if (!isSendKey(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <ProblemNote problem={problem.value} onRetry={() => void sendMessage()} />
      <div class="form-end">
        <AttachmentPicker files={files} />
        <span class="hint wide-only">{t('reply.key_hint')}</span>
        <Button
          type="submit"
          kind={isInternal ? 'note' : 'primary'}
          icon={isInternal ? lock : send}
          disabled={isSending.value || body.value.trim() === ''}
        >
          {isSending.value ? t('form.sending') : t(isInternal ? 'reply.note' : 'reply.send')}
        </Button>
      </div>
    </form>
  );
}
