import { signal } from '@preact/signals';
import type { Presence, TicketChange } from '../../../contract.ts';
import { addressOf, desk } from './desk.ts';

/**
 * Live changes. Browsers open few connections per host, so the tabs of one browser share one
 * stream: the tab that holds the lock listens and tells the others.
 */
export type LiveState = 'connecting' | 'live' | 'interrupted';
export const liveState = signal<LiveState>('connecting');

type News =
  | { kind: 'change'; change: TicketChange }
  | { kind: 'presence'; presence: Presence }
  | { kind: 'state'; state: LiveState }
  | { kind: 'resync' };
type Word = News | { kind: 'question' };
type Listener = (change: TicketChange) => void;

const reopenMs = 2_000;
const listeners = new Set<Listener>();
const presenceListeners = new Set<(presence: Presence) => void>();
const catchUpListeners = new Set<() => void>();

/**
 * Tells `listener` of changes, and `readAgain` when some may have been missed.
 * @returns how to stop listening
 */
export function followTickets(listener: Listener, readAgain: () => void): () => void {
  listeners.add(listener);
  const stopCatchUp = onCatchUp(readAgain);
  return () => {
    listeners.delete(listener);
    stopCatchUp();
  };
}

/** Told who is at a ticket where this person is. @returns how to stop listening */
export function followPresence(listener: (presence: Presence) => void): () => void {
  presenceListeners.add(listener);
  return () => presenceListeners.delete(listener);
}

/** Told when changes may have been missed: what is shown should be read again. */
export function onCatchUp(listener: () => void): () => void {
  catchUpListeners.add(listener);
  return () => catchUpListeners.delete(listener);
}

/** Listens for one account until the answer is called. */
export function listen(accountId: string): () => void {
  const name = `palier.live.${accountId}`;
  const leave = new AbortController();
  const channel = new BroadcastChannel(name);
  let holdsStream = false;
  const tell = (news: News) => {
    receive(news);
    channel.postMessage(news);
  };
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.kind !== 'question') receive(data);
    else if (holdsStream) tell({ kind: 'state', state: liveState.value });
  };
  channel.postMessage({ kind: 'question' } satisfies Word);
  void inTurn(name, leave.signal, () => {
    holdsStream = true;
    return new Promise((done) => openStream(tell, leave.signal, done));
  });
  return () => {
    leave.abort();
    channel.close();
    liveState.value = 'connecting';
  };
}

/** One tab at a time, where the browser has locks (secure origins); every tab elsewhere. */
async function inTurn(name: string, leave: AbortSignal, hold: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return hold();
  try {
    await navigator.locks.request(name, { signal: leave }, hold);
  } catch (error) {
    if (!leave.aborted) throw error;
  }
}

function openStream(tell: (news: News) => void, leave: AbortSignal, done: () => void): void {
  let stream: EventSource | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const connect = (isFirst: boolean) => {
    stream = new EventSource(addressOf('streamChanges', {}));
    stream.onopen = () => {
      tell({ kind: 'state', state: 'live' });
      if (!isFirst) tell({ kind: 'resync' });
    };
    stream.onerror = () => {
      tell({ kind: 'state', state: 'interrupted' });
      // A lost connection comes back by itself and misses nothing; an answer that says no ends it.
      if (stream?.readyState === EventSource.CLOSED) {
        reopening = setTimeout(reopen, reopenMs);
      }
    };
    stream.addEventListener('ticket', ({ data }: MessageEvent<string>) => {
      tell({ kind: 'change', change: JSON.parse(data) as TicketChange });
    });
    stream.addEventListener('presence', ({ data }: MessageEvent<string>) => {
      tell({ kind: 'presence', presence: JSON.parse(data) as Presence });
    });
    stream.addEventListener('resync', () => tell({ kind: 'resync' }));
  };
  const reopen = async () => {
    // Where the session has ended this says so to the whole page, and nothing is opened again.
    await desk.getMe();
    if (!leave.aborted) connect(false);
  };
  const end = () => {
    clearTimeout(reopening);
    stream?.close();
    done();
  };
  if (leave.aborted) {
    done();
    return;
  }
  leave.addEventListener('abort', end);
  connect(true);
}

/** The stream goes on where it was after an interruption; `resync` says that it could not. */
function receive(news: News): void {
  switch (news.kind) {
    case 'change':
      for (const listener of listeners) listener(news.change);
      break;
    case 'presence':
      for (const listener of presenceListeners) listener(news.presence);
      break;
    case 'state':
      liveState.value = news.state;
      break;
    case 'resync':
      for (const listener of catchUpListeners) listener();
      break;
  }
}
