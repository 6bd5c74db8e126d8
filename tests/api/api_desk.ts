import { createHash } from 'node:crypto';
import { type ApiServer, startServer } from '../../api/server.ts';
import type { Database } from '../../database/connection.ts';
import { type LiveDesk, type LiveDeskOptions, startLiveDesk } from '../support/live_desk.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** The small company of the API's tests. */
const people = [
  { id: 'acc-camille', name: 'Camille Roux', roles: ['requester'], token: 'demo-requester' },
  { id: 'acc-paul', name: 'Paul Petit', roles: ['requester'], token: 'paul-requester' },
  { id: 'acc-lea', name: 'Léa Martin', roles: ['agent'], token: 'demo-agent' },
  { id: 'acc-marc', name: 'Marc Girard', roles: ['agent'], token: 'demo-agent-2' },
  { id: 'acc-nadia', name: 'Nadia Benali', roles: ['process_owner'], token: 'demo-owner' },
  { id: 'acc-ines', name: 'Inès Faure', roles: ['analyst'], token: 'demo-analyst' },
  { id: 'acc-tess', name: 'Tess Vidal', roles: ['team_lead'], token: 'tess-team-lead' },
  { id: 'acc-odile', name: 'Odile Blanc', roles: ['administrator'], token: 'odile-administrator' },
] as const;

export type Token = (typeof people)[number]['token'];

export interface ApiDesk extends LiveDesk {
  server: ApiServer;
  as(token: Token): Caller;
}

/** Temporal, Postgres, a worker and the listening API, all real, until the end of the file. */
export async function startApiDesk(options: LiveDeskOptions = {}): Promise<ApiDesk> {
  const desk = await startLiveDesk(options);
  await writePeople(desk.database);
  const server = await startApi({
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
  });
  return { ...desk, server, as: (token) => callerOf(server.url, token, 'patient') };
}

/** The API alone, on a free port. */
export async function startApi(env: NodeJS.ProcessEnv): Promise<ApiServer> {
  const server = await startServer({
    hasUi: false,
    env: {
      PORT: '0',
      PALIER_METRICS_PORT: '0',
      PALIER_LOG_LEVEL: process.env.PALIER_LOG_LEVEL ?? 'silent',
      PALIER_WAREHOUSE: temporaryFolder(),
      PALIER_HOME: temporaryFolder(),
      ...env,
    },
  });
  onTeardown(() => server.stop());
  return server;
}

export async function writePeople(database: Database): Promise<void> {
  await database('accounts').insert(
    people.map(({ id, name, roles }) => ({ account_id: id, display_name: name, roles })),
  );
  await database('api_tokens').insert(
    people.map(({ id, token }) => ({
      token_hash: createHash('sha256').update(token).digest('hex'),
      account_id: id,
      label: 'test',
    })),
  );
  await database('group_members').insert([
    {
      process_id: 'it_support',
      group_id: 'network',
      account_id: 'acc-marc',
      capacity: 5,
    },
  ]);
  // The allocator gives him nothing: what tests open stays where it is put.
  await database('absences').insert({
    absence_id: 'abs-marc',
    account_id: 'acc-marc',
    from_at: new Date(0),
  });
}

export interface Reply<T = Body> {
  status: number;
  headers: Headers;
  body: T;
}

// The tests read answers as their readers do: by name.
// biome-ignore lint/suspicious/noExplicitAny: JSON of any resource
export type Body = any;

export interface Caller {
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  delete(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Opens a ticket and gives its JSON. */
  opens(fields?: object): Promise<Body>;
}

/** The header by which a request repeated is the same one. */
export const keyed = (key: string) => ({ 'idempotency-key': key });

/**
 * What a caller asks again, as it is told to: nothing; where the desk had no room and did nothing;
 * or, where a Temporal is there, also under the same key where it was late. A busy machine must not
 * fail what is no test of that.
 */
export type Patience = 'impatient' | 'busy' | 'patient';

const refusalsAskedAgain: Record<Patience, readonly string[]> = {
  impatient: [],
  busy: ['busy'],
  patient: ['busy', 'temporal_unavailable', 'worker_unavailable'],
};

export function callerOf(url: string, token: string, patience: Patience = 'busy'): Caller {
  const send =
    (method: string) =>
    async (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: asText(body) }),
      });
      const reply = await replyOf(response);
      if (!refusalsAskedAgain[patience].includes(reply.body.code)) return reply;
      const key = reply.headers.get('idempotency-key');
      return send(method)(path, body, { ...headers, ...(key && keyed(key)) });
    };
  const post = send('POST');
  return {
    send: (method, path, body) => send(method)(path, body),
    get: (path, headers) => send('GET')(path, undefined, headers),
    post,
    put: send('PUT'),
    delete: send('DELETE'),
    async opens(fields = {}) {
      const texts = { subject: 'The printer is silent', description: 'It has no power light.' };
      const { status, body } = await post('/api/tickets', { ...texts, ...fields });
      if (status !== 201) throw new Error(`opening a ticket: ${status} ${JSON.stringify(body)}`);
      return body;
    },
  };
}

/** Strings and bytes go as they are, so that tests can send what no serializer would. */
function asText(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return body as string | Uint8Array<ArrayBuffer>;
  }
  return JSON.stringify(body);
}

export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
  };
}
