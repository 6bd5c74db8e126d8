import imagePlus from 'icon:image-plus';
import paperclip from 'icon:paperclip';
import x from 'icon:x';
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Attachment, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { addressOf, desk, newIdempotencyKey } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { Button, IconButton, PictureButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { nameAmong, pastedMaxLength, useGivenFiles } from './given_files.ts';
import type { FilesToSend } from './kept_files.ts';
import { OpenedPicture } from './opened_picture.tsx';
import { isPicture, type Picture } from './pictures.ts';
import { placePicture, unplacePicture } from './text_places.ts';

/** What the desk takes of one file, and with one message. */
const fileBytesMax = 10 * 1024 * 1024;
const filesMax = 10;

interface PickerProps {
  files: FilesToSend;
}

/**
 * The files that go with what is being written: chosen, pasted, or dropped on the page. Each is
 * uploaded at once. A picture that is pasted into the text is named where it was pasted.
 */
export function AttachmentPicker({ files }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const { uploading, problem, notice, previews, add, addText } = useUploads(files);
  const opened = useSignal<string | null>(null);
  const isDragged = useGivenFiles({
    onFiles: (given, field) => void add(given, field),
    onLongText: (text) => void addText(text),
  });
  const fields = () => input.current?.form?.querySelectorAll('textarea') ?? [];
  const remove = ({ id, name }: Attachment) => {
    files.remove(id);
    unplacePicture(fields(), name);
  };

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
          void add(chosen, null);
        }}
      />
      <Button kind="quiet" icon={paperclip} onClick={() => input.current?.click()}>
        {uploading.value > 0
          ? t('attachments.uploading')
          : t(isDragged.value ? 'attachments.drop' : 'attachments.attach')}
      </Button>
      {files.files.value.map((file) => (
        <Badge key={file.id} look="attachment">
          <Preview file={file} address={previews.of(file.id)} opened={opened} />
          <span dir="auto">{file.name}</span> <span class="soft">{sizeWords(file.sizeBytes)}</span>
          {isPicture(file) && (
            <IconButton
              isSmall
              icon={imagePlus}
              label={t('attachments.place', { name: file.name })}
              title={t('attachments.place_short')}
              onClick={() => {
                const [field] = fields();
                if (!field) return;
                unplacePicture([field], file.name);
                placePicture(field, file.name);
                field.focus();
              }}
            />
          )}
          <IconButton
            isSmall
            icon={x}
            label={t('attachments.remove', { name: file.name })}
            onClick={() => remove(file)}
          />
        </Badge>
      ))}
      {files.lost.value.length > 0 && (
        <p class="hint">{t('attachments.lost', { names: files.lost.value.join(', ') })}</p>
      )}
      {notice.value !== '' && <p class="hint">{notice}</p>}
      <ProblemNote problem={problem.value} />
      <OpenedPicture pictures={previews.pictures(files.files.value)} opened={opened} />
    </div>
  );
}

interface PreviewProps {
  file: Attachment;
  /** Undefined for what was uploaded before the page was loaded anew. */
  address: string | undefined;
  opened: Signal<string | null>;
}

function Preview({ file: { id, name }, address, opened }: PreviewProps) {
  if (address === undefined) return null;
  return (
    <PictureButton
      src={address}
      label={t('attachments.look', { name })}
      onClick={() => {
        opened.value = id;
      }}
    />
  );
}

/** Uploads what is given, and says what cannot be before anything of it is on its way. */
function useUploads({ files, add: attach }: FilesToSend) {
  const uploading = useSignal(0);
  const problem = useSignal<Problem | null>(null);
  const notice = useSignal('');
  const previews = usePreviews();

  async function add(chosen: File[], field: HTMLTextAreaElement | null): Promise<void> {
    problem.value = null;
    notice.value = '';
    const room = filesMax - files.value.length - uploading.value;
    if (chosen.length > room) problem.value = tooMany();
    const taken = chosen.slice(0, Math.max(room, 0));
    uploading.value += taken.length;
    for (const file of taken) {
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
        if (isPicture(answer.data)) previews.show(answer.data.id, file);
        attach(answer.data);
        announce(t('attachments.added', { name }));
        if (field?.isConnected && isPicture(answer.data)) placePicture(field, name);
      } else problem.value = answer.problem;
    }
  }

  /** What is too long to be read as a message can be sent as a file. */
  async function addText(text: string): Promise<void> {
    const name = t('attachments.pasted_name');
    await add([new File([text], name, { type: 'text/plain' })], null);
    if (problem.value !== null) return;
    const counts = { count: Array.from(text).length, max: pastedMaxLength };
    notice.value = t('attachments.pasted_long', counts);
    announce(notice.value);
  }

  return { uploading, problem, notice, previews, add, addText };
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
  const of = (id: string) => addresses.current.get(id);
  return {
    of,
    show: (id: string, file: File) => addresses.current.set(id, URL.createObjectURL(file)),
    pictures(files: readonly Attachment[]): Picture[] {
      return files.flatMap(({ id, name }) => {
        const address = of(id);
        return address === undefined ? [] : { id, name, address };
      });
    },
  };
}

interface AttachmentListProps {
  ticketId: string;
  files: Attachment[];
  /** The small view of one that is a picture. */
  pictureOf(file: Attachment): ComponentChild;
}

/** The files of a message: pictures are seen, everything else is downloaded. */
export function AttachmentList({ ticketId, files, pictureOf }: AttachmentListProps) {
  if (files.length === 0) return null;
  return (
    <ul class="attachments" aria-label={t('attachments.title')}>
      {files.map((file) => {
        const { id, name, sizeBytes } = file;
        const picture = pictureOf(file);
        if (picture) {
          return (
            <li key={id}>
              {picture}
              <span dir="auto">{name}</span> <span class="soft">{sizeWords(sizeBytes)}</span>
            </li>
          );
        }
        const address = addressOf('getAttachment', { path: { id: ticketId, attachment: id } });
        return (
          <li key={id}>
            <a href={address} download={name}>
              <Icon of={paperclip} /> <span dir="auto">{name}</span>{' '}
              <span class="soft">{sizeWords(sizeBytes)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function tooBig({ name, size }: File): Problem {
  const words = { name, size: sizeWords(size), max: sizeWords(fileBytesMax) };
  return refusal(t('attachments.too_big', words), 'body_too_large');
}

function tooMany(): Problem {
  return refusal(t('attachments.too_many', { max: filesMax }), 'too_many_files');
}

function refusal(detail: string, code: string): Problem {
  return { type: 'about:blank', title: '', status: 413, detail, code };
}

function sizeWords(sizeBytes: number): string {
  const kilobytes = sizeBytes / 1024;
  return kilobytes < 1024
    ? t('attachments.kilobytes', { size: Math.max(1, Math.round(kilobytes)) })
    : t('attachments.megabytes', { size: Math.round(kilobytes / 102.4) / 10 });
}
