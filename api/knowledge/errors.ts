import { ApiError, notFound } from '../http/errors.ts';

export function articleNotFound(idOrSlug: string): ApiError {
  return notFound('article', `'${idOrSlug}'`);
}

export function notInArchive(state: string): ApiError {
  const detail = `The article: expected it in the archive, it is ${state}.`;
  return new ApiError(409, 'article_not_archived', 'The article is not in the archive', detail);
}
