import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { tellBriefly } from '../announcer.tsx';
import { t } from '../words/language.ts';

const dragEndMs = 200;
/** In characters: more of a paste is no message any more. */
export const pastedMaxLength = 50_000;
/** In units of UTF-16: what is shorter can still be shortened in the text. */
const boundedPasteLength = 1_000_000;

/** Who takes what is pasted or dropped. */
interface Takers {
  /** @param field the text it was pasted into, if it was */
  onFiles(files: File[], field: HTMLTextAreaElement | null): void;
  /** Words that are too many for the text they were pasted into; they are not put there. */
  onLongText(text: string): void;
}

/**
 * Hands over the files that somebody pastes, or drops anywhere on the page.
 * @returns whether some are dragged over the page now
 */
export function useGivenFiles(takers: Takers): ReadonlySignal<boolean> {
  const isDragged = useSignal(false);
  const latest = useRef(takers);
  latest.current = takers;
  useEffect(() => {
    let dragEnd: ReturnType<typeof setTimeout> | undefined;
    const leave = new AbortController();
    const listening = { signal: leave.signal };
    const onDragOver = ({ dataTransfer }: DragEvent) => {
      if (!hasFiles(dataTransfer)) return;
      isDragged.value = true;
      // No event tells for certain that they have left the page: this one ceases to come.
      clearTimeout(dragEnd);
      dragEnd = setTimeout(() => {
        isDragged.value = false;
      }, dragEndMs);
    };
    const onDrop = ({ dataTransfer }: DragEvent) => {
      isDragged.value = false;
      if (hasFiles(dataTransfer)) latest.current.onFiles([...(dataTransfer?.files ?? [])], null);
    };
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData, target } = event;
      const field = target instanceof HTMLTextAreaElement ? target : null;
      const text = clipboardData?.getData('text/plain') ?? '';
      if (field && text.length > pastedMaxLength) {
        event.preventDefault();
        latest.current.onLongText(text);
        return;
      }
      // Words copied from an office program come with a picture of them: the words are meant.
      if (!hasFiles(clipboardData) || clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      latest.current.onFiles([...(clipboardData?.files ?? [])], field);
    };
    document.addEventListener('dragover', onDragOver, listening);
    document.addEventListener('drop', onDrop, listening);
    document.addEventListener('paste', onPaste, listening);
    return () => {
      clearTimeout(dragEnd);
      leave.abort();
    };
  }, []);
  return isDragged;
}

/**
 * What is pasted by megabytes and nobody takes as a file is left out, and told: putting it into a text
 * stops a browser for minutes.
 */
export function useBoundedPaste(): void {
  useEffect(() => {
    // Behind all that the page listens to: what it has taken is taken.
    const bound = (event: ClipboardEvent) => {
      const count = event.clipboardData?.getData('text/plain').length ?? 0;
      if (event.defaultPrevented || count <= boundedPasteLength) return;
      event.preventDefault();
      tellBriefly(t('field.paste_too_long', { count }));
    };
    addEventListener('paste', bound);
    return () => removeEventListener('paste', bound);
  }, []);
}

/** A file that is dropped does not take the place of the page, whether the page wants it or not. */
export function useStayingOnDrop(): void {
  useEffect(() => {
    const stay = (event: DragEvent) => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    };
    document.addEventListener('dragover', stay);
    document.addEventListener('drop', stay);
    return () => {
      document.removeEventListener('dragover', stay);
      document.removeEventListener('drop', stay);
    };
  }, []);
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/** The name of a file among others: every pasted picture is called the same. */
export function nameAmong(name: string, others: readonly string[]): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let number = 2; others.includes(free); number++) free = `${stem} ${number}${ending}`;
  return free;
}
