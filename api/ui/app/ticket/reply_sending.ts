import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Input, Message, Problem, Reply, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { newIdempotencyKey } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { forgetDraft, readDraft, writeDraft } from '../draft.ts';
import type { FormDraft } from '../parts/form_draft.ts';
import type { FilesToSend } from '../parts/kept_files.ts';
import { mentionsIn } from '../parts/mentions.ts';
import { t } from '../words/language.ts';
import { noteWriting } from './presence.ts';
import { outcomeCommand, type ReplyOutcome } from './reply_outcome.tsx';
import type { SecondAnswer } from './second_answer.tsx';
import { hasArrived, type TicketStore } from './ticket_store.ts';
import { leaveUnfinished } from './unfinished.ts';

interface Written {
  store: TicketStore;
  ticket: Ticket;
  visibility: Message['visibility'];
  draftName: string;
  body: Signal<string>;
  files: FilesToSend;
  second: SecondAnswer;
  outcome: Signal<ReplyOutcome>;
  outcomeDraft: FormDraft;
  form: { current: HTMLFormElement | null };
}

interface ReplySending {
  isSending: Signal<boolean>;
  problem: Signal<Problem | null>;
  /** @param seenSeq what its writer has seen of the ticket */
  sendMessage(seenSeq?: number): Promise<void>;
}

/** What was typed on while the text was sent; all of it, where that was changed meanwhile. */
function typedSince(sent: string, now: string): string {
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
}

/** Sends what was written, once, and what follows it with it. */
export function useReplySending(written: Written): ReplySending {
  const { store, ticket, visibility, draftName, body, files, second, outcome } = written;
  const { outcomeDraft, form } = written;
  const { isSending, problem, send: submit } = useSubmission();
  const attempt = useRef<{ key: string; afterSeq: number } | null>(null);

  async function sendMessage(seenSeq = second.seenSeq): Promise<void> {
    const text = body.value;
    if (text.trim() === '' || isSending.value || !form.current) return;
    // The key is kept with the draft: after a reload the same text goes under the same key.
    const key = readDraft(draftName)?.key ?? newIdempotencyKey();
    writeDraft(draftName, { body: text, key });
    if (attempt.current?.key !== key) {
      attempt.current = { key, afterSeq: ticket.seq };
    }
    const message = { body: text, visibility, afterSeq: attempt.current.afterSeq };
    if (!hasArrived(message, store.timeline.items.value)) store.outgoing.value = message;
    const attachments = files.files.value.map(({ id }) => id);
    const sent = {
      ...{ body: text, visibility, seenSeq },
      ...(attachments.length > 0 && { attachments }),
      ...(visibility === 'internal' && { mentions: mentionsIn(text, ticket) }),
    };
    const follows = outcomeCommand(outcome.value, new FormData(form.current));
    const path = { id: ticket.id };
    const options = { idempotencyKey: key };
    const answer = follows
      ? await sendWith(follows, sent, path, options)
      : await submit('addMessage', { path, body: sent }, options);
    if (!answer?.isOk) {
      store.outgoing.value = null;
      return;
    }
    forgetDraft(draftName);
    noteWriting(ticket.id, false);
    outcomeDraft.forget();
    outcome.value = 'send';
    files.clear();
    second.begin();
    body.value = typedSince(text, body.value);
    writeDraft(draftName, { body: body.value });
    announce(t(visibility === 'internal' ? 'reply.noted' : 'reply.sent'));
    store.apply(answer.data, message);
  }

  /** The answer and what follows it; what was refused of the two is told on the ticket's page. */
  async function sendWith(
    follows: NonNullable<ReturnType<typeof outcomeCommand>>,
    sent: Input<'addMessage'>['body'],
    path: { id: string },
    options: { idempotencyKey: string },
  ): Promise<Reply<Ticket> | null> {
    const commands = [{ name: 'addMessage' as const, body: sent }, follows];
    const answer = await submit('giveCommands', { path, body: { commands } }, options);
    if (!answer?.isOk) return answer;
    const { refused, ticket: after } = answer.data;
    if (refused) leaveUnfinished(ticket.id, { done: ['addMessage'], commands: [follows], refused });
    return { isOk: true, data: after };
  }

  return { isSending, problem, sendMessage };
}
