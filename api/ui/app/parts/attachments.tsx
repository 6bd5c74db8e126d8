import paperclip from 'icon:paperclip';
import x from 'icon:x';
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Attachment, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { addressOf, desk, newIdempotencyKey } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { Button, IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';

/** The files that go with what is being written. Each is uploaded as soon as it is chosen. */
export function AttachmentPicker({ files }: { files: Signal<Attachment[]> }) {
  const input = useRef<HTMLInputElement>(null);
  const uploading = useSignal(0);
  const problem = useSignal<Problem | null>(null);

  async function add(chosen: File[]): Promise<void> {
    problem.value = null;
    uploading.value += chosen.length;
    for (const file of chosen) {
      const answer = await desk.uploadAttachment(
        { query: { name: file.name }, body: file },
        { idempotencyKey: newIdempotencyKey() },
      );
      uploading.value -= 1;
      if (answer.isOk) {
        files.value = [...files.value, answer.data];
        announce(t('attachments.added', { name: file.name }));
      } else problem.value = answer.problem;
    }
  }

  return (
    <div class="attachment-picker">
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
        {uploading.value > 0 ? t('attachments.uploading') : t('attachments.attach')}
      </Button>
      {files.value.map(({ id, name, sizeBytes }) => (
        <Badge key={id} look="attachment">
          <span dir="auto">{name}</span> <span class="soft">{sizeWords(sizeBytes)}</span>
          <IconButton
            isSmall
            icon={x}
            label={t('attachments.remove', { name })}
            onClick={() => {
              files.value = files.value.filter((file) => file.id !== id);
            }}
          />
        </Badge>
      ))}
      <ProblemNote problem={problem.value} />
    </div>
  );
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
                <img src={address} alt={name} loading="lazy" />
              ) : (
                <>
                  <Icon of={paperclip} /> <span dir="auto">{name}</span>
                </>
              )}{' '}
              <span class="soft">{sizeWords(sizeBytes)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
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
