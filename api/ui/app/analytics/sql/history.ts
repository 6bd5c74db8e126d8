import type { QueryParameter } from '../../../../contract.ts';
import { readDraft, writeDraft } from '../../draft.ts';

/** A statement that was run, in this browser, by whoever is signed in. */
export interface PastQuery {
  sql: string;
  params: QueryParameter[];
  /** ISO 8601. */
  at: string;
}

const draftName = 'sql.history';
const keptMax = 50;

/** The latest first. It is forgotten at sign-out, as drafts are. */
export function readHistory(): PastQuery[] {
  const kept = readDraft(draftName);
  if (!kept) return [];
  try {
    return JSON.parse(kept.body) as PastQuery[];
  } catch {
    return [];
  }
}

/** @returns the history with this at its head; the same statement stands in it once */
export function remember(query: Omit<PastQuery, 'at'>): PastQuery[] {
  const others = readHistory().filter(({ sql }) => sql !== query.sql);
  const history = [{ ...query, at: new Date().toISOString() }, ...others].slice(0, keptMax);
  writeDraft(draftName, { body: JSON.stringify(history) });
  return history;
}
