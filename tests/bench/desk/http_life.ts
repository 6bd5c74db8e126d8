import { randomUUID } from 'node:crypto';
import { agentToken, requesterToken } from './people.ts';
import { emptyTally, pause, type Tally } from './rounds.ts';

const attemptsMax = 100;

/** Where the API is. */
interface Door {
  apiUrl: string;
}

interface Asked {
  desk: Door;
  token: string;
  method: string;
  path: string;
  body: object;
}

/**
 * Asks the API until it admits the request. A refusal is counted, and its `Retry-After` is kept.
 * @throws Error for any other answer than 2xx and 503
 */
async function ask(
  { desk, token, method, path, body }: Asked,
  answersMs: number[],
  refusalsMs: number[],
): Promise<{ id: string }> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  for (let attempt = 1; ; attempt++) {
    const startedAt = performance.now();
    const response = await fetch(`${desk.apiUrl}${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const tookMs = performance.now() - startedAt;
    if (response.ok) {
      answersMs.push(tookMs);
      return JSON.parse(text) as { id: string };
    }
    if (response.status !== 503 || attempt === attemptsMax) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    refusalsMs.push(tookMs);
    await pause(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
}

/** Opens a ticket as a requester does; gives its id. */
export async function openTicket(desk: Door, tally: Tally = emptyTally()): Promise<string> {
  const body = {
    subject: 'No network on the second floor',
    description: 'Since this morning nobody on the second floor reaches the intranet.',
    category: 'network',
  };
  const asked = { desk, token: requesterToken, method: 'POST', path: '/api/tickets', body };
  const { id } = await ask(asked, tally.creationsMs, tally.refusalsMs);
  return id;
}

/** Sends a command as an agent does. */
export async function command(
  desk: Door,
  ticketId: string,
  [method, resource, body]: readonly [method: string, resource: string, body: object],
  tally: Tally = emptyTally(),
): Promise<void> {
  const path = `/api/tickets/${ticketId}/${resource}`;
  await ask({ desk, token: agentToken, method, path, body }, tally.commandsMs, tally.refusalsMs);
}

export const message = [
  'POST',
  'messages',
  { body: 'Looking into it.', visibility: 'public' },
] as const;

const commandsOfALife = [
  ['PUT', 'acceptance', {}],
  message,
  ['PUT', 'pending', { reason: 'supplier' }],
  ['PUT', 'resolution', { code: 'fixed', note: 'A switch was restarted.' }],
] as const;

/** One creation and four commands through HTTP; gives the ticket's id. */
export async function liveThroughHttp(desk: Door, tally: Tally): Promise<string> {
  const ticketId = await openTicket(desk, tally);
  for (const one of commandsOfALife) await command(desk, ticketId, one, tally);
  return ticketId;
}
