import { promises as dns } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { storableText } from '../../database/storable_text.ts';
import type { CheckOutcome, CheckSubject, DnsType } from '../../workflows/domain/ticket.ts';
import { PrivateAddressError, type Reach } from '../webhooks/reachable.ts';

export interface Heard {
  outcome: CheckOutcome;
  /** In the words of the network. */
  answer: string;
}

type Subject<K extends CheckSubject['kind']> = Extract<CheckSubject, { kind: K }>;

const answerMax = 1_000;
/** So much of a page is read for a text that it shall contain. */
const readBytesMax = 1_000_000;

/**
 * Asks the network once. It goes where it is told and nowhere else: a redirect is an answer, and an
 * address that the desk may not reach is refused before anything is sent.
 */
export async function askNetwork(
  subject: CheckSubject,
  reach: Reach,
  timeoutMs: number,
  resolver: Pick<dns.Resolver, 'resolve' | 'cancel'> = new dns.Resolver(),
): Promise<Heard> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const heard = await ask(subject, reach, signal, resolver);
    return { ...heard, answer: storableText(heard.answer, answerMax) };
  } catch (error) {
    if (signal.aborted) return { outcome: 'no_answer', answer: `nothing within ${timeoutMs} ms` };
    return { outcome: outcomeOf(error), answer: storableText(wordsOf(error), answerMax) };
  }
}

function ask(
  subject: CheckSubject,
  reach: Reach,
  signal: AbortSignal,
  resolver: Pick<dns.Resolver, 'resolve' | 'cancel'>,
): Promise<Heard> {
  switch (subject.kind) {
    case 'dns':
      return askDns(subject, signal, resolver);
    case 'tcp':
      return askTcp(subject, reach, signal);
    case 'http':
      return askHttp(subject, reach, signal);
  }
}

async function askDns(
  { name, type, expect }: Subject<'dns'>,
  signal: AbortSignal,
  resolver: Pick<dns.Resolver, 'resolve' | 'cancel'>,
): Promise<Heard> {
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  const records = writtenRecords(await resolver.resolve(name, type), type);
  const isMet = expect === undefined ? records.length > 0 : records.includes(expect);
  return { outcome: isMet ? 'met' : 'not_met', answer: records.join(', ') };
}

/** As they are written in a zone. */
function writtenRecords(records: unknown, type: DnsType): string[] {
  const all = records as (string | string[] | Record<string, string | number>)[];
  return all
    .map((record) => {
      if (typeof record === 'string') return record;
      if (Array.isArray(record)) return record.join('');
      const { priority, weight, port, exchange, name } = record;
      return type === 'MX' ? `${priority} ${exchange}` : `${priority} ${weight} ${port} ${name}`;
    })
    .sort();
}

function askTcp({ host, port }: Subject<'tcp'>, reach: Reach, signal: AbortSignal): Promise<Heard> {
  reach.checkHost(host);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, lookup: reach.lookup, signal });
    socket.once('connect', () => {
      const { remoteAddress } = socket;
      socket.destroy();
      resolve({ outcome: 'met', answer: `${remoteAddress} accepts connections` });
    });
    socket.once('error', reject);
  });
}

async function askHttp(
  { url, status, containing }: Subject<'http'>,
  reach: Reach,
  signal: AbortSignal,
): Promise<Heard> {
  const address = new URL(url);
  reach.checkHost(address.hostname);
  const response = await answerOf(address, reach, signal);
  const { statusCode = 0, statusMessage = '' } = response;
  const isStatus =
    status === undefined ? statusCode >= 200 && statusCode < 300 : statusCode === status;
  const answer = `${statusCode} ${statusMessage}`.trim();
  if (!isStatus || containing === undefined) {
    response.destroy();
    return { outcome: isStatus ? 'met' : 'not_met', answer };
  }
  const isThere = (await bodyOf(response)).includes(containing);
  const found = isThere ? `contains “${containing}”` : `does not contain “${containing}”`;
  return { outcome: isThere ? 'met' : 'not_met', answer: `${answer}, ${found}` };
}

function answerOf(url: URL, reach: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      agent: false,
      lookup: reach.lookup,
      signal,
      headers: { 'user-agent': 'Palier-Checks/1' },
    });
    request.once('response', resolve);
    request.on('error', reject);
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    request.end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= readBytesMax) break;
  }
  response.destroy();
  return Buffer.concat(chunks).toString('utf8');
}

/** What a server of names says is an answer: there is no such record. */
const notThere = ['ENOTFOUND', 'ENODATA', 'NOTFOUND', 'NODATA'];
const closed = ['ECONNREFUSED', 'ECONNRESET'];

function outcomeOf(error: unknown): CheckOutcome {
  if (error instanceof PrivateAddressError) return 'refused';
  if (error instanceof AggregateError) return outcomeOf(error.errors[0]);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ERR_INVALID_URL') return 'refused';
  if (notThere.includes(code) || closed.includes(code)) return 'not_met';
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(code)
    ? 'not_met'
    : 'no_answer';
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return wordsOf(error.errors[0]);
  if (error instanceof PrivateAddressError) {
    return `${error.message}: expected a public one, or one of PALIER_CHECK_NETWORKS`;
  }
  return error instanceof Error ? error.message : String(error);
}
