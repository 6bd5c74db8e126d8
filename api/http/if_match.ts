import type { Request } from 'express';
import { givenValue, stale, wrongField } from './errors.ts';
import { expected } from './expectations.ts';

/** `If-Match: "12"` asks that what is changed still stand at 12; `*` and nothing ask nothing. */
export function expectedVersionOf(request: Request): number | undefined {
  const ifMatch = request.get('if-match');
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw wrongField('header.if-match', expected('etag'), givenValue(ifMatch.slice(0, 60)));
}

/** @throws ApiError 412 where it stands at another version */
export function checkVersion(current: number, asked: number | undefined): void {
  if (asked !== undefined && asked !== current) throw stale(current, asked);
}
