import { type ApiError, notFound, refusedBy } from '../http/errors.ts';

export function articleNotFound(idOrSlug: string): ApiError {
  return notFound('article', idOrSlug);
}

export function notInArchive(state: 'draft' | 'published'): ApiError {
  return refusedBy(409, { code: 'article_not_archived', parameters: { state } });
}
