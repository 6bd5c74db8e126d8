import type { Request } from 'express';
import { bodyTooLarge, malformedBody } from '../http/errors.ts';
import { expected, received } from '../http/expectations.ts';
import { attachmentBytesMax, attachmentsMax } from '../tickets/attachments/contract.ts';
import { type KeptFile, keptFile } from './kept_files.ts';

/** A file that came with a form. */
export interface GivenFile {
  name: string;
  bytes: Buffer;
}

/** What somebody filled in, as their browser sends it without a script. */
export interface GivenForm {
  /** The text of a field as it was written; empty where it was not there. */
  text(name: string): string;
  /** The text without what surrounds it; undefined where nothing was written or chosen. */
  filled(name: string): string | undefined;
  /** Name and text of each field, as they were sent. */
  texts: readonly [name: string, text: string][];
  files: readonly GivenFile[];
  /** What came with it before, and is uploaded. */
  kept: readonly KeptFile[];
}

/** Texts that grow threefold by being percent-encoded. */
const textBytesMax = 1024 * 1024;
const formBytesMax = attachmentBytesMax + textBytesMax;

/**
 * Reads a form. Files count together what one may have alone.
 * @throws ApiError 400 where it is no form, 413 where it is larger than a desk takes
 */
export async function readForm(request: Request): Promise<GivenForm> {
  const type = request.get('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    throw malformedBody(expected('form'), received('nothing'));
  }
  const body = await readBytes(request);
  const data = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw malformedBody(expected('form'), received('body'));
    });
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? written(value) : '';
  };
  const kept = data.getAll('kept').filter((value) => typeof value === 'string');
  return {
    text,
    filled: (name) => text(name).trim() || undefined,
    texts: textsOf(data),
    files: await filesOf(data),
    kept: kept.map(keptFile),
  };
}

/** A browser ends lines as forms always have. */
function written(value: string): string {
  return value.replaceAll('\r\n', '\n');
}

function textsOf(data: FormData): [string, string][] {
  return [...data].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, written(value)]] : [],
  );
}

async function readBytes(request: Request): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > formBytesMax) {
      throw bodyTooLarge(formBytesMax);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function filesOf(data: FormData): Promise<GivenFile[]> {
  const given = data.getAll('files').filter((value) => typeof value !== 'string');
  const named = given.filter(({ name, size }) => name !== '' || size > 0).slice(0, attachmentsMax);
  return Promise.all(
    named.map(async (file) => ({ name: file.name, bytes: Buffer.from(await file.arrayBuffer()) })),
  );
}
