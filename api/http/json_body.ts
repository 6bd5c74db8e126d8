import { isUtf8 } from 'node:buffer';
import express, { type NextFunction, type Request, type Response } from 'express';
import { type ApiError, bodyTooLarge, malformedBody, unsupportedMediaType } from './errors.ts';
import { expected, received } from './expectations.ts';
import { isScimAddress, scimMediaType } from './scim_error.ts';

/**
 * Room for the longest texts that any operation takes, an article in two languages, in any script:
 * a character is at most 12 bytes, an emoji escaped. Texts have limits of their own, in characters.
 */
export const bodyBytesMax = 1_500_000;
const depthMax = 20;

const parse = express.json({
  type: ['application/json', scimMediaType],
  limit: bodyBytesMax,
  strict: false,
  verify: checkText,
});

/**
 * Reads a JSON body of at most 1.5 MB into `request.body`; `undefined` where there is none.
 * Refuses what `JSON.parse` would let through: invalid UTF-8, names given twice, `__proto__`, and
 * nesting no command needs.
 */
export function readJsonBody(request: Request, response: Response, next: NextFunction): void {
  if (!hasBody(request)) {
    request.body = undefined;
    next();
    return;
  }
  if (!isJsonInUtf8(request)) {
    next(unsupportedMediaType(request.get('content-type') ?? null));
    return;
  }
  parse(request, response, (error?: unknown) => next(error ? readableError(error) : undefined));
}

function hasBody(request: Request): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true;
  return Number(request.headers['content-length'] ?? 0) > 0;
}

function isJsonInUtf8(request: Request): boolean {
  const isScim = isScimAddress(request.path) && request.is(scimMediaType);
  if (!isScim && !request.is('application/json')) return false;
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.get('content-type') ?? '')?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}

function readableError(error: unknown): unknown {
  const { type, expose } = error as { type?: string; expose?: boolean };
  switch (type) {
    case 'entity.too.large':
      return bodyTooLarge(bodyBytesMax);
    case 'entity.parse.failed':
      return malformedBody(
        expected('json'),
        received('not_json', { reason: (error as Error).message }),
        error,
      );
    case 'entity.verify.failed':
      return (error as { cause?: ApiError }).cause ?? error;
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return unsupportedMediaType((error as Error).message);
    default:
      return expose
        ? malformedBody(expected('whole_json'), received('something_else'), error)
        : error;
  }
}

function checkText(_request: unknown, _response: unknown, bytes: Buffer): void {
  const problem = isUtf8(bytes)
    ? findHiddenProblem(bytes.toString('utf8'))
    : malformedBody(expected('utf8'), received('not_utf8'));
  // body-parser wraps what `verify` throws and keeps its own words: ours travel as the cause.
  if (problem) throw Object.assign(new Error(problem.message), { cause: problem });
}

/**
 * One pass over the text for what is lost once it is parsed. Text that is not JSON gets its error
 * from the parser, so this only has to be right about JSON.
 */
export function findHiddenProblem(text: string): ApiError | undefined {
  const names: (Set<string> | null)[] = [];
  let isName = false;
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '{':
      case '[':
        names.push(text[i] === '{' ? new Set() : null);
        isName = text[i] === '{';
        if (names.length > depthMax) {
          const atMost = expected('at_most', { count: depthMax, unit: 'levels' });
          return malformedBody(atMost, received('more'));
        }
        break;
      case '}':
      case ']':
        names.pop();
        isName = false;
        break;
      case ',':
        isName = names.at(-1) instanceof Set;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (isName) {
          const problem = checkName(text.slice(i, end + 1), names.at(-1));
          if (problem) return problem;
        }
        isName = false;
        i = end;
      }
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

function checkName(quoted: string, seen: Set<string> | null | undefined): ApiError | undefined {
  let name: string;
  try {
    name = JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
  if (name === '__proto__') {
    return malformedBody(expected('known_fields'), received('field', { name }));
  }
  if (seen?.has(name)) {
    return malformedBody(expected('each_field_once'), received('field_twice', { name }));
  }
  seen?.add(name);
  return undefined;
}
