import type { Refusal } from '../../workflows/domain/refusals.ts';
import { type ApiError, notFound, refusedBy } from '../http/errors.ts';

export function problemNotFound(problemId: string): ApiError {
  return notFound('problem', problemId);
}

export function problemRefused(refusal: Refusal): ApiError {
  return refusedBy(409, refusal);
}
