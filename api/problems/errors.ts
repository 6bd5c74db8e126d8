import type { Refusal } from '../../workflows/domain/refusals.ts';
import { ApiError, notFound, refusedBy } from '../http/errors.ts';

export function problemNotFound(problemId: string): ApiError {
  return notFound('problem', `'${problemId}'`);
}

export function problemRefused(refusal: Refusal): ApiError {
  return refusedBy(409, 'The problem refuses this', refusal);
}

export function incidentRefused(code: string, detail: string): ApiError {
  return new ApiError(409, code, 'The ticket cannot belong to this problem', detail);
}
