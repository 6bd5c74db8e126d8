import type { Request } from 'express';
import { invalidInput } from './errors.ts';

/** `If-Match: "12"` asks that what is changed still stand at 12; `*` and nothing ask nothing. */
export function expectedVersionOf(request: Request): number | undefined {
  const ifMatch = request.get('if-match');
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw invalidInput([
    {
      path: 'header.if-match',
      expected: 'one ETag as it was given, such as "12"',
      received: JSON.stringify(ifMatch.slice(0, 60)),
    },
  ]);
}
