import http, { type ClientRequest, type IncomingMessage, STATUS_CODES } from 'node:http';
import https from 'node:https';
import { storableText } from '../../database/storable_text.ts';
import { hourMs, secondMs } from '../../workflows/domain/durations.ts';
import { retryAfterMsOf } from '../retry_after.ts';
import { PrivateAddressError, type Reach } from './reachable.ts';

/** Why a receiver gave no answer. */
export type Silence =
  | 'address_private'
  | 'name_unknown'
  | 'connection_refused'
  | 'no_answer_in_time'
  | 'certificate'
  | 'connection_lost';

/** What a receiver answered, or why it did not. */
export type Answer =
  | { status: number; text: string; retryAfterMs: number | null }
  | { status: null; silence: Silence; text: string };

export interface Delivery {
  address: string;
  headers: Record<string, string>;
  body: string;
}

/** An attempt is over after so long, whatever has come by then. */
const attemptMs = 15 * secondMs;
/** So much of an answer is kept: characters, its headers among them. */
const shownMax = 2_048;
const readBytesMax = 16_384;
const retryAfterMaxMs = 12 * hourMs;

/** Posts to a receiver. It goes where the address says and nowhere else: redirects are an answer. */
export async function send(delivery: Delivery, reach: Reach): Promise<Answer> {
  const signal = AbortSignal.timeout(attemptMs);
  try {
    const url = new URL(delivery.address);
    reach.checkHost(url.hostname);
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: false,
      lookup: reach.lookup,
      signal,
      headers: {
        ...delivery.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(delivery.body),
        'user-agent': 'Palier-Webhooks/1',
      },
    });
    const answered = answerTo(request);
    request.end(delivery.body);
    const response = await answered;
    const body = await bodyOf(response);
    return {
      status: response.statusCode ?? 0,
      text: storableText(`${headOf(response)}\n\n${body}`, shownMax),
      retryAfterMs: waitWithin(retryAfterMsOf(response.headers['retry-after'])),
    };
  } catch (error) {
    const text = error instanceof Error ? storableText(error.message, shownMax) : '';
    return { status: null, silence: signal.aborted ? 'no_answer_in_time' : silenceOf(error), text };
  }
}

/** The head of the answer. */
function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // It stays: what goes wrong behind the head is no error of ours.
    request.on('error', reject);
    // There is no other protocol to change to. Node tells of one by this alone, and of no end.
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      response.destroy();
      resolve(response);
    });
    request.once('close', () => reject(new Error('The connection ended without an answer')));
  });
}

/** The status is the answer: a body that does not end well takes nothing from it. */
async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= readBytesMax) break;
    }
  } catch {
    // What has come is shown.
  }
  response.destroy();
  return Buffer.concat(chunks).toString('utf8');
}

function headOf({ httpVersion, statusCode = 0, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/${httpVersion} ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trim()];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return lines.join('\n');
}

function waitWithin(ms: number | null): number | null {
  return ms === null ? null : Math.min(ms, retryAfterMaxMs);
}

const silences: Record<string, Silence> = {
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ETIMEDOUT: 'no_answer_in_time',
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
};

function silenceOf(error: unknown): Silence {
  if (error instanceof PrivateAddressError) return 'address_private';
  if (error instanceof AggregateError) return silenceOf(error.errors[0]);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)) {
    return 'certificate';
  }
  return silences[code] ?? 'connection_lost';
}
