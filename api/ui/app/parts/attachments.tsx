import paperclip from 'icon:paperclip';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Attachment, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { addressOf, desk, newIdempotencyKey } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { Button, IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { nameAmong, useGivenFiles } from './given_files.ts';
import type { FilesToSend } from './kept_files.ts';

/** What the desk takes of one file. */
const fileBytesMax = 10 * 1024 * 1024;

interface PickerProps {
  files: FilesToSend;
}

/**
 * The files that go with what is being written: chosen, pasted, or dropped on the page. Each is
 * uploaded at once.
 */
export function AttachmentPicker({ files: { files, lost, add: attach, remove } }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const uploading = useSignal(0);
  const problem = useSignal<Problem | null>(null);
  const previews = usePreviews();

  async function add(chosen: File[]): Promise<void> {
    problem.value = null;
    uploading.value += chosen.length;
    for (const file of chosen) {
      if (file.size > fileBytesMax) {
        uploading.value -= 1;
        problem.value = tooBig(file);
        continue;
      }
      const name = nameAmong(
        file.name,
        files.value.map((known) => known.name),
      );
      const answer = await desk.uploadAttachment(
        { query: { name }, body: file },
        { idempotencyKey: newIdempotencyKey() },
      );
      uploading.value -= 1;
      if (answer.isOk) {
        if (isPicture(answer.data.mediaType)) previews.show(answer.data.id, file);
        attach(answer.data);
        announce(t('attachments.added', { name }));
      } else problem.value = answer.problem;
    }
  }
  const isDragged = useGivenFiles((given) => void add(given));

  return (
    <div class={isDragged.value ? 'attachment-picker is-awaiting' : 'attachment-picker'}>
      <input
        ref={input}
        type="file"
        multiple
        class="visually-hidden"
        tabIndex={-1}
        aria-label={t('attachments.choose')}
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again once it was removed.
          event.currentTarget.value = '';
          void add(chosen);
        }}
      />
      <Button kind="quiet" icon={paperclip} onClick={() => input.current?.click()}>
        {uploading.value > 0
          ? t('attachments.uploading')
          : t(isDragged.value ? 'attachments.drop' : 'attachments.attach')}
      </Button>
      {files.value.map(({ id, name, sizeBytes }) => (
        <Badge key={id} look="attachment">
          {previews.of(id) && <img src={previews.of(id)} alt="" />}
          <span dir="auto">{name}</span> <span class="soft">{sizeWords(sizeBytes)}</span>
          <IconButton
            isSmall
            icon={x}
            label={t('attachments.remove', { name })}
            onClick={() => remove(id)}
          />
        </Badge>
      ))}
      {lost.value.length > 0 && (
        <p class="hint">{t('attachments.lost', { names: lost.value.join(', ') })}</p>
      )}
      <ProblemNote problem={problem.value} />
    </div>
  );
}

/** What pictures look like that were not sent yet, by the ids of their files. */
function usePreviews() {
  const addresses = useRef(new Map<string, string>());
  useEffect(
    () => () => {
      for (const address of addresses.current.values()) URL.revokeObjectURL(address);
    },
    [],
  );
  return {
    show: (id: string, file: File) => addresses.current.set(id, URL.createObjectURL(file)),
    of: (id: string) => addresses.current.get(id),
  };
}

interface AttachmentListProps {
  ticketId: string;
  files: Attachment[];
}

/** The files of a message: pictures are seen, everything else is downloaded. */
export function AttachmentList({ ticketId, files }: AttachmentListProps) {
  if (files.length === 0) return null;
  return (
    <ul class="attachments" aria-label={t('attachments.title')}>
      {files.map(({ id, name, mediaType, sizeBytes }) => {
        const address = addressOf('getAttachment', { path: { id: ticketId, attachment: id } });
        return (
          <li key={id}>
            <a href={address} download={name}>
              {isPicture(mediaType) ? (
                <img src={address} alt="" loading="lazy" />
              ) : (
                <Icon of={paperclip} />
              )}{' '}
              <span dir="auto">{name}</span> <span class="soft">{sizeWords(sizeBytes)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function tooBig({ name, size }: File): Problem {
  const words = { name, size: sizeWords(size), max: sizeWords(fileBytesMax) };
  const detail = t('attachments.too_big', words);
  return { type: 'about:blank', title: '', status: 413, detail, code: 'body_too_large' };
}

function isPicture(mediaType: string): boolean {
  return ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(mediaType);
}

function sizeWords(sizeBytes: number): string {
  const kilobytes = sizeBytes / 1024;
  return kilobytes < 1024
    ? t('attachments.kilobytes', { size: Math.max(1, Math.round(kilobytes)) })
    : t('attachments.megabytes', { size: Math.round(kilobytes / 102.4) / 10 });
}
