import type { Logger } from 'pino';
import type { Database } from '../../../database/connection.ts';
import { listen } from '../../../database/listening.ts';
import { presenceChannel } from '../../../database/presence_channel.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import type { AccountDirectory } from '../../people/directory.ts';
import type { doings, Presence } from './contract.ts';

/** Whoever is not heard of for so long is not there any more: no ghost outlives its window. */
export const presentSeconds = 12;

/** Somebody has no more windows at one ticket; of more the oldest count as left. */
const windowsMax = 10;

export interface ToldPresence {
  ticketId: string;
  accountId: string;
  /** One of the windows that somebody may have at the ticket. */
  window: string;
  doing: (typeof doings)[number];
}

/** Who is at a ticket, as all APIs of the desk have told. It is never written down. */
export interface Presences {
  /** Tells every API. @throws while Postgres is away */
  tell(told: ToldPresence): Promise<void>;
  /** Everybody at a ticket but one: nobody is told of themselves. */
  at(ticketId: string, exceptId: string): Promise<Presence>;
  isAt(ticketId: string, accountId: string): boolean;
  /** Hears of each ticket where it is now others, or something else that they do. */
  subscribe(listener: (ticketId: string) => void): () => void;
  close(): Promise<void>;
}

type Doing = 'reading' | 'writing';
/** What is done in one window, and until when that counts, in milliseconds since 1970. */
interface Shown {
  accountId: string;
  doing: Doing;
  until: number;
}

interface PresenceOptions {
  databaseUrl: string;
  database: Database;
  accounts: Pick<AccountDirectory, 'namesOf'>;
  log: Logger;
}

export function followPresences(options: PresenceOptions): Presences {
  const { databaseUrl, database, accounts, log } = options;
  /** By ticket, then by account and window, the one heard of last at the end. */
  const shown = new Map<string, Map<string, Shown>>();
  const listeners = new Set<(ticketId: string) => void>();

  function hear({ ticketId, accountId, window, doing }: ToldPresence): void {
    changing(ticketId, (here) => {
      const key = `${accountId} ${window}`;
      here.delete(key);
      if (doing === 'nothing') return;
      const ofAccount = [...here].filter(([, each]) => each.accountId === accountId);
      const [oldest] = ofAccount;
      if (oldest && ofAccount.length >= windowsMax) here.delete(oldest[0]);
      here.set(key, { accountId, doing, until: Date.now() + presentSeconds * secondMs });
    });
  }

  /** Tells listeners where what is done by whom is no longer the same. */
  function changing(ticketId: string, change: (here: Map<string, Shown>) => void): void {
    const here = shown.get(ticketId) ?? new Map<string, Shown>();
    const before = summaryOf(here);
    change(here);
    if (here.size === 0) shown.delete(ticketId);
    else shown.set(ticketId, here);
    if (summaryOf(here) !== before) for (const listener of listeners) listener(ticketId);
  }

  function forgetSilent(): void {
    const now = Date.now();
    for (const ticketId of [...shown.keys()]) {
      changing(ticketId, (here) => {
        for (const [key, { until }] of here) if (until <= now) here.delete(key);
      });
    }
  }

  const sweep = setInterval(forgetSilent, secondMs).unref();
  const listening = listen(databaseUrl, {
    name: 'api presence',
    channels: [presenceChannel],
    onNews: (_channel, payload) => hear(JSON.parse(payload) as ToldPresence),
    // What nobody heard meanwhile is said again within seconds.
    onListening: () => {},
    log,
  });

  return {
    async tell(told) {
      await database.raw('select pg_notify(?, ?)', [presenceChannel, JSON.stringify(told)]);
    },
    async at(ticketId, exceptId) {
      const there = [...doingsAt(shown.get(ticketId))].filter(([id]) => id !== exceptId);
      const names = await accounts.namesOf(there.map(([id]) => id));
      const people = there.map(([id, doing]) => ({ id, name: names.get(id) ?? null, doing }));
      return { ticket: ticketId, people };
    },
    isAt: (ticketId, accountId) => doingsAt(shown.get(ticketId)).has(accountId),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(sweep);
      await listening.stop();
    },
  };
}

/** Who writes in one window writes, whatever is open in the others. */
function doingsAt(here: ReadonlyMap<string, Shown> | undefined): Map<string, Doing> {
  const found = new Map<string, Doing>();
  for (const { accountId, doing } of here?.values() ?? []) {
    if (found.get(accountId) !== 'writing') found.set(accountId, doing);
  }
  return found;
}

function summaryOf(here: ReadonlyMap<string, Shown>): string {
  return JSON.stringify([...doingsAt(here)].toSorted());
}
