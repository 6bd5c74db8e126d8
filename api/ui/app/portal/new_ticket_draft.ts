import { forgetDraft, readDraft, writeDraft } from '../draft.ts';
import type { Draft } from '../knowledge/suggestions.tsx';

/** What somebody began to write survives a reload, but for the category, which is chosen in no time. */
const kept = { subject: 'new.subject', description: 'new.description' } as const;

export function keptDraft(): Draft {
  const read = (name: string) => readDraft(name)?.body ?? '';
  return { subject: read(kept.subject), description: read(kept.description), category: '' };
}

export function keepDraft({ subject, description }: Draft): void {
  writeDraft(kept.subject, { body: subject });
  writeDraft(kept.description, { body: description });
}

export function forgetDrafts(): void {
  forgetDraft(kept.subject);
  forgetDraft(kept.description);
}
