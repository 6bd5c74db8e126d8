import type { Answer, AskedRequest } from './ledger.ts';

/**
 * What came back. `again`: nobody said what became of it; `busy`: nothing did; `broken`: no answer
 * that anybody may get.
 */
export type Heard =
  | { kind: 'answer'; answer: Answer; body: unknown }
  | { kind: 'again' }
  | { kind: 'busy' }
  | { kind: 'broken'; status: number; text: string };

/** Longer than any limit of the API's own: what takes longer is lost. */
const patienceMs = 15_000;

interface Asker {
  url: string;
  token: string;
  key?: string;
}

export async function ask(
  { url, token, key }: Asker,
  request: Omit<AskedRequest, 'method'> & { method: AskedRequest['method'] | 'GET' },
): Promise<Heard> {
  const { method, path, body, ifMatch } = request;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return heard(response.status, await response.text());
  } catch {
    // Refused, cut off in the middle, or never answered.
    return { kind: 'again' };
  }
}

function heard(status: number, text: string): Heard {
  if (status === 503) return { kind: text.includes('"code":"busy"') ? 'busy' : 'again' };
  if (status === 429) return { kind: 'again' };
  if (status >= 500) return { kind: 'broken', status, text };
  const body: unknown = JSON.parse(text);
  const { id, seq, code } = body as { id?: string; seq?: number; code?: string };
  const answer: Answer = {
    at: Date.now(),
    status,
    ...(status >= 400 && code !== undefined && { code }),
    ...(status < 400 && id !== undefined && { ticketId: id }),
    ...(status < 400 && seq !== undefined && { seq }),
  };
  return { kind: 'answer', answer, body };
}
