import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const dragEndMs = 200;

/**
 * Hands over the files that somebody pastes, or drops anywhere on the page.
 * @returns whether some are dragged over the page now
 */
export function useGivenFiles(take: (files: File[]) => void): ReadonlySignal<boolean> {
  const isDragged = useSignal(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    let dragEnd: ReturnType<typeof setTimeout> | undefined;
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
      if (hasFiles(dataTransfer)) latest.current([...(dataTransfer?.files ?? [])]);
    };
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData } = event;
      // Words copied from an office program come with a picture of them: the words are meant.
      if (!hasFiles(clipboardData) || clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      latest.current([...(clipboardData?.files ?? [])]);
    };
    document.addEventListener('dragover', onDragOver);
    document.addEventListener('drop', onDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      clearTimeout(dragEnd);
      document.removeEventListener('dragover', onDragOver);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
  return isDragged;
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
