import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { dayMs, hourMs } from '../../../../workflows/domain/durations.ts';
import type { Attachment } from '../../../contract.ts';
import { forgetDraft, readKept, writeKept } from '../draft.ts';

/** The desk keeps for a day what was uploaded and not sent; an hour is left for the writing. */
const keptMs = dayMs - hourMs;

interface KeptFile {
  file: Attachment;
  /** Milliseconds since 1970. */
  uploadedAt: number;
}

/** The files that go with what is being written. */
export interface FilesToSend {
  files: Signal<readonly Attachment[]>;
  /** The names of those that were left too long to be sent. */
  lost: Signal<readonly string[]>;
  add(file: Attachment): void;
  remove(id: string): void;
  /** They were sent, or are not wanted. */
  clear(): void;
}

/** What was attached survives a reload, as what was written does. */
export function useKeptFiles(draftName: string): FilesToSend {
  const name = `${draftName}.files`;
  const left = useMemo(() => readKept<KeptFile[]>(name) ?? [], [name]);
  const isFresh = ({ uploadedAt }: KeptFile) => Date.now() - uploadedAt < keptMs;
  const kept = useSignal<readonly KeptFile[]>(left.filter(isFresh));
  const files = useSignal<readonly Attachment[]>(kept.value.map(({ file }) => file));
  const lost = useSignal<readonly string[]>(
    left.filter((each) => !isFresh(each)).map(({ file }) => file.name),
  );

  function keep(next: readonly KeptFile[]): void {
    kept.value = next;
    files.value = next.map(({ file }) => file);
    lost.value = [];
    if (next.length === 0) forgetDraft(name);
    else writeKept(name, next);
  }

  return {
    files,
    lost,
    add: (file) => keep([...kept.value, { file, uploadedAt: Date.now() }]),
    remove: (id) => keep(kept.value.filter(({ file }) => file.id !== id)),
    clear: () => keep([]),
  };
}

/** Whether files wait to be sent with what is written under a name. */
export function hasKeptFiles(draftName: string): boolean {
  return (readKept<KeptFile[]>(`${draftName}.files`) ?? []).length > 0;
}
