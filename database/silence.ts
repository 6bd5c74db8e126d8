import type pg from 'pg';
import { secondMs } from '../workflows/domain/durations.ts';
import { DatabaseSilent } from './away.ts';
import type { Database } from './connection.ts';

/** Whoever waits longer has the server asked whether it is there at all. */
const suspiciousAfterMs = 1_500;
const lookEveryMs = 250;
/**
 * A server that says nothing in this time does not serve, however busy its machine is. With the time
 * before it a request knows within five seconds.
 */
const answerWithinMs = 3 * secondMs;
/** A timer that comes so late says that this process was away, not the server. */
const lateMs = 500;
/** A statement whose end is never told, as of a stream, is not waited for. */
const forgottenAfterMs = 30 * secondMs;

interface Statement {
  __knexQueryUid: string;
}

interface Pool {
  acquireConnection(): Promise<pg.Client>;
  releaseConnection(session: pg.Client): Promise<void>;
}

/** One that is not connected yet, and gives up connecting after so long. */
type NewSession = (connectTimeoutMs: number) => pg.Client;

/**
 * Makes a pool refuse at once while its server accepts connections and answers nothing: a stopped
 * process, a frozen disk. A slow statement is no sign of that, so the server itself is asked, on a
 * session of its own, when one takes long. While it is silent nobody waits for it; it is asked each
 * second, and the pool serves again once it has said anything.
 *
 * @param sessions that the pool has open now
 */
export function refuseWhileSilent(
  database: Database,
  sessions: ReadonlySet<pg.Client>,
  newSession: NewSession,
): void {
  /** Since when each statement has been running, by its id. */
  const running = new Map<string, number>();
  /** Those who wait for a session, and since when. */
  const waiting = new Map<() => void, number>();
  let isLooking = false;
  let isSilent = false;

  function look(afterMs: number): void {
    if (isLooking) return;
    isLooking = true;
    const lookAndGoOn = async () => {
      await lookNow();
      isLooking = false;
      if (isSilent) look(secondMs);
      else if (running.size + waiting.size > 0) look(lookEveryMs);
    };
    setTimeout(() => void lookAndGoOn(), afterMs).unref();
  }

  async function lookNow(): Promise<void> {
    const now = Date.now();
    for (const [id, since] of running) if (now - since > forgottenAfterMs) running.delete(id);
    const oldest = Math.min(...running.values(), ...waiting.values());
    if (!isSilent && now - oldest < suspiciousAfterMs) return;
    isSilent = !(await saysAnything(newSession));
    if (!isSilent) return;
    for (const session of sessions) endSession(session);
    for (const giveUp of waiting.keys()) giveUp();
  }

  database.on('query', ({ __knexQueryUid: id }: Statement) => {
    running.set(id, Date.now());
    look(suspiciousAfterMs);
  });
  database.on('query-response', (_answer, { __knexQueryUid: id }: Statement) => running.delete(id));
  database.on('query-error', (_error, { __knexQueryUid: id }: Statement) => running.delete(id));

  // Transactions, too, get their sessions here.
  const pool = database.client as Pool;
  const acquire = pool.acquireConnection.bind(pool);
  pool.acquireConnection = async () => {
    if (isSilent) throw new DatabaseSilent();
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new DatabaseSilent());
    waiting.set(giveUp, Date.now());
    look(suspiciousAfterMs);
    const session = acquire();
    try {
      return await Promise.race([session, silence]);
    } catch (error) {
      // One that comes after all goes back; that it does not come has been told.
      session.then(
        (late) => pool.releaseConnection(late),
        () => {},
      );
      throw error;
    } finally {
      waiting.delete(giveUp);
    }
  };
}

/** Whether the server greets a new session, or refuses it: both are an answer. */
async function saysAnything(newSession: NewSession): Promise<boolean> {
  const startedAt = Date.now();
  const session = newSession(answerWithinMs);
  session.on('error', () => {});
  try {
    await session.connect();
    return true;
  } catch (error) {
    if (!isTimeout(error)) return true;
    const isLate = Date.now() - startedAt > answerWithinMs + lateMs;
    return isLate ? await saysAnything(newSession) : false;
  } finally {
    endSession(session);
  }
}

/** The words of `pg` for a server that does not answer; one that does has a code. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout expired';
}

/** Without a goodbye: nobody would hear it. What it runs fails with this. */
function endSession(session: pg.Client): void {
  session.connection.stream.destroy(new DatabaseSilent());
}
