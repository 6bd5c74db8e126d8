import type { Resolution } from '../../workflows/domain/ticket.ts';
import { seesInternals } from '../http/viewer.ts';
import type * as shown from './contract.ts';
import { iso, isoOrNull, personOf, type RecordParts, textOf, type Viewpoint } from './parts.ts';

export function resolutionView(
  resolution: Resolution,
  { names, texts }: RecordParts,
  { account }: Viewpoint,
): shown.Resolution {
  const isInternal = seesInternals(account);
  return {
    n: resolution.n,
    at: iso(resolution.at),
    by: personOf(resolution.by.id, names),
    byTier: isInternal ? resolution.byTier : null,
    code: resolution.code,
    note: textOf(resolution.noteId, texts),
    rootCause: isInternal ? textOf(resolution.rootCauseId, texts) : null,
    article: resolution.articleId,
    reopenedAt: isoOrNull(resolution.reopenedAt),
  };
}
