import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { minuteMs, secondMs } from '../../../../workflows/domain/durations.ts';
import type { Presence } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk, newIdempotencyKey } from '../client/desk.ts';
import { followPresence } from '../client/live.ts';
import { presenceWords } from './presence_words.ts';

type Doing = 'nothing' | 'reading' | 'writing';

/** The desk forgets within twelve seconds whom it does not hear of. */
const beatMs = 5 * secondMs;
/** Who has typed nothing for so long is thinking, or elsewhere. */
const writingMs = 20 * secondMs;
/** Who has touched nothing for so long is at lunch, whatever is open. */
const awayMs = 5 * minuteMs;
/** The same is not said aloud again so soon. */
const quietMs = minuteMs;

const shown = signal<Presence | null>(null);
/** Where the person of this page writes, and since when nothing was typed, in milliseconds since 1970. */
const writing = signal<{ ticketId: string; at: number } | null>(null);

/** Colleagues who are at a ticket now, as far as is known. */
export function colleaguesAt(ticketId: string): Presence['people'] {
  return shown.value?.ticket === ticketId ? shown.value.people : [];
}

/** Something was typed for a ticket; or what was typed is sent, or is not wanted. */
export function noteWriting(ticketId: string, isWriting: boolean): void {
  writing.value = isWriting ? { ticketId, at: Date.now() } : null;
}

/**
 * Shows colleagues that this person is at the ticket, and says aloud once who else is. It ends with
 * the page, with the network, and with a person who does nothing any more.
 */
export function usePresence(ticketId: string): void {
  useEffect(() => {
    const leave = new AbortController();
    const window = newIdempotencyKey();
    const activity = watchActivity(leave.signal);
    let said: Doing = 'nothing';
    const doing = (): Doing => {
      if (document.hidden || Date.now() - activity.value > awayMs) return 'nothing';
      const { ticketId: where, at } = writing.value ?? { ticketId: '', at: 0 };
      return where === ticketId && Date.now() - at < writingMs ? 'writing' : 'reading';
    };
    const say = async (now: Doing, isLast = false) => {
      if (now === 'nothing' && said === 'nothing') return;
      said = now;
      const input = { path: { id: ticketId }, body: { window, doing: now } };
      const options = isLast ? { keepalive: true } : { signal: leave.signal };
      const answer = await desk.showPresence(input, options);
      // Whom nobody can tell of is not there, as far as is known.
      if (!leave.signal.aborted) shown.value = answer.isOk ? answer.data : null;
    };
    const beat = setInterval(() => void say(doing()), beatMs);
    const change = () => {
      if (doing() !== said) void say(doing());
    };
    const stopWatching = effect(change);
    const end = () => void say('nothing', true);
    const listening = { signal: leave.signal };
    document.addEventListener('visibilitychange', change, listening);
    addEventListener('pagehide', end, listening);
    addEventListener('pageshow', change, listening);
    const stopFollowing = followPresence((presence) => {
      if (presence.ticket === ticketId) shown.value = presence;
    });
    const stopSaying = sayAloud(ticketId);
    return () => {
      clearInterval(beat);
      stopWatching();
      stopFollowing();
      stopSaying();
      leave.abort();
      end();
      shown.value = null;
    };
  }, [ticketId]);
}

/** When the person last did anything, in milliseconds since 1970. */
function watchActivity(leave: AbortSignal): ReadonlySignal<number> {
  const at = signal(Date.now());
  const note = () => {
    // By the second is enough; `effect` above runs each time.
    if (Date.now() - at.peek() > secondMs) at.value = Date.now();
  };
  for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'focus']) {
    addEventListener(type, note, { signal: leave, passive: true });
  }
  return at;
}

/** Says who has come and who has begun to write; not who has left, nor the same twice in a minute. */
function sayAloud(ticketId: string): () => void {
  const saidAt = new Map<string, number>();
  return effect(() => {
    const now = Date.now();
    for (const person of colleaguesAt(ticketId)) {
      const key = `${person.id} ${person.doing}`;
      if (now - (saidAt.get(key) ?? 0) < quietMs) continue;
      saidAt.set(key, now);
      // Who writes is here: that they read again afterwards is no news.
      if (person.doing === 'writing') saidAt.set(`${person.id} reading`, now);
      announce(presenceWords(`presence.${person.doing}`, [person]));
    }
  });
}
