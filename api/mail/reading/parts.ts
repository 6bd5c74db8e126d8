import mailsplit, { type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';
import libmime from 'libmime';
import type { ReadingLimits, ReadingProblem } from './mail.ts';
import { uudecode } from './uuencode.ts';

/** A node of a message's tree. */
export interface Part {
  /** Lower case: `multipart/mixed`, `text/plain`. */
  contentType: string;
  /** The parameters of Content-Type, names in lower case. */
  parameters: Record<string, string>;
  /** `attachment`, `inline`, or what else it says; null where it says nothing. */
  disposition: string | null;
  /** As it stands, decoded; null where it has none. */
  filename: string | null;
  charset: string | null;
  isFlowed: boolean;
  deletesSpaces: boolean;
  /** Content-ID without angle brackets. */
  cid: string | null;
  headers: HeaderLine[];
  children: Part[];
  parent: Part | null;
  /** The bytes within, the transfer encoding undone; what stands between its parts, of a multipart. */
  content: Buffer<ArrayBuffer>;
}

export interface HeaderLine {
  /** Lower case. */
  name: string;
  /** Unfolded; its bytes as Latin-1. */
  value: string;
}

export interface SplitMessage {
  root: Part;
  problems: ReadingProblem[];
}

interface Growing {
  node: MimeNode;
  part: Part;
  chunks: Buffer[];
}

function headerLines(node: MimeNode): HeaderLine[] {
  if (!node.headers) return [];
  return node.headers
    .getList()
    .filter(({ line }) => line.includes(':'))
    .map(({ key, line }) => ({
      name: key.trim().toLowerCase(),
      value: line
        .slice(line.indexOf(':') + 1)
        .replace(/\r?\n(?=[ \t])/g, '')
        .trim(),
    }));
}

const first = (headers: readonly HeaderLine[], wanted: string) =>
  headers.find(({ name }) => name === wanted)?.value ?? null;

function partOf(node: MimeNode, parent: Part | null): Part {
  const headers = headerLines(node);
  const type = libmime.parseHeaderValue(first(headers, 'content-type') ?? '', {
    stripComments: true,
  });
  const isDigestPart = parent?.contentType === 'multipart/digest' && type.value === '';
  return {
    contentType: isDigestPart ? 'message/rfc822' : node.contentType || 'text/plain',
    parameters: type.params,
    disposition: node.disposition || null,
    filename: node.filename || null,
    charset: node.charset || null,
    isFlowed: node.flowed,
    deletesSpaces: node.delSp,
    cid: first(headers, 'content-id')?.replace(/^[<\s]+|[>\s]+$/g, '') || null,
    headers,
    children: [],
    parent,
    content: Buffer.alloc(0),
  };
}

function depthOf(part: Part | null): number {
  let depth = 0;
  for (let one = part; one; one = one.parent) depth += 1;
  return depth;
}

/**
 * Padding ends the data (RFC 2045 §6.8). Programs that glue pieces together go on behind it; words that
 * somebody wrote there are no piece.
 */
function decodeBase64(body: Buffer): Buffer<ArrayBuffer> {
  const pieces = body
    .toString('latin1')
    .split(/=[=\s]*/)
    .map((piece) => piece.replace(/[^A-Za-z0-9+/]/g, ''));
  const [head = '', ...more] = pieces;
  const isWhole = (piece: string, at: number) =>
    piece.length % 4 === 0 || (at < more.length - 1 && piece.length % 4 !== 1);
  return Buffer.concat(
    [head, ...more.filter(isWhole)].map((piece) => Buffer.from(piece, 'base64')),
  );
}

async function contentOf({ node, part, chunks }: Growing): Promise<Buffer<ArrayBuffer>> {
  const body = Buffer.concat(chunks);
  if (part.children.length > 0 || part.contentType.startsWith('multipart/')) return body;
  if (/^(x-)?uu(e|encode)?$/.test(node.encoding || '')) return uudecode(body)?.content ?? body;
  if (node.encoding === 'base64') return decodeBase64(body);
  const decoder = node.getDecoder();
  decoder.end(body);
  return Buffer.concat((await decoder.toArray()) as Buffer[]);
}

/**
 * A message as a tree of its parts. Messages within are leaves: they are files. What is broken is
 * read as far as it goes, and told.
 */
export async function splitMessage(raw: Buffer, limits: ReadingLimits): Promise<SplitMessage> {
  const problems: ReadingProblem[] = [];
  const growing: Growing[] = [];
  const byNode = new Map<unknown, Growing>();
  const splitter = new mailsplit.Splitter({
    ignoreEmbedded: true,
    maxHeadSize: limits.headerBytesMax,
    maxChildNodes: limits.partsMax,
  });
  splitter.end(raw);
  try {
    for await (const chunk of splitter as AsyncIterable<SplitterChunk>) {
      if (chunk.type === 'node') {
        const node = chunk as MimeNode;
        const parent = byNode.get(node.parentNode)?.part ?? null;
        if (depthOf(parent) > limits.depthMax) {
          problems.push({
            code: 'too_deep',
            words: `Its parts are nested deeper than ${limits.depthMax}: the rest is not read`,
          });
          break;
        }
        const one: Growing = { node, part: partOf(node, parent), chunks: [] };
        growing.push(one);
        byNode.set(node, one);
        parent?.children.push(one.part);
      } else if ('value' in chunk && chunk.value) {
        // What stands between parts is kept, for a message that has a boundary and no parts.
        const owner = byNode.get(chunk.node);
        if (owner && (chunk.type === 'body' || owner.part.children.length === 0)) {
          owner.chunks.push(chunk.value as Buffer);
        }
      }
    }
  } catch (error) {
    const words = (error as Error).message;
    const isHead = words.includes('header');
    problems.push(
      isHead
        ? {
            code: 'too_many_headers',
            words: `Its headers are longer than ${limits.headerBytesMax} bytes`,
          }
        : {
            code: 'too_many_parts',
            words: `It has more than ${limits.partsMax} parts (${words}): the rest is not read`,
          },
    );
  }
  for (const one of growing) one.part.content = await contentOf(one);
  const root = growing[0]?.part ?? emptyPart();
  return { root, problems };
}

function emptyPart(): Part {
  return {
    contentType: 'text/plain',
    parameters: {},
    disposition: null,
    filename: null,
    charset: null,
    isFlowed: false,
    deletesSpaces: false,
    cid: null,
    headers: [],
    children: [],
    parent: null,
    content: Buffer.alloc(0),
  };
}

/** Every part, each before those in it. */
export function* partsOf(part: Part): Generator<Part> {
  yield part;
  for (const child of part.children) yield* partsOf(child);
}
