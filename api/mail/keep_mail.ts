import { listen } from '../../database/listening.ts';
import { findFollowable, mailboxChannel } from '../../database/mailboxes.ts';
import { findWaiting, mailChannel } from '../../database/mails.ts';
import { refusedMailChannel } from '../../database/outgoing_mails.ts';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { createMailActivities } from './flow/mail_activities.ts';
import { noteRefused } from './flow/undelivered.ts';
import { followMailbox } from './intake/follow_mailbox.ts';
import { type MailWorker, startMailWorker } from './mail_worker.ts';

/** The desk's mail, as long as the API runs. */
export interface MailKeeping {
  stop(): Promise<void>;
}

/** Between two looks where nobody has told anything: what was lost on the way is found so soon. */
const lookMs = 15 * secondMs;
/** Between two looks at grants that nobody uses. */
const wakeMs = 10 * minuteMs;
/** Messages that are asked about in one look. */
const waitingMax = 500;

/**
 * Sees to it that each mailbox is followed and each message judged, and does this process's part of it.
 * Several processes may do so: of each there is one workflow. Without a mailbox it only looks whether
 * there is one.
 */
export function keepMail(dependencies: ApiDependencies, env: NodeJS.ProcessEnv): MailKeeping {
  const { database, deskKey, tokens, config, log } = dependencies;
  const followers = new Map<string, Set<() => void>>();
  let worker: MailWorker | undefined;
  let isStopped = false;
  let looking: Promise<void> | undefined;
  let isWanted = false;
  const changed = new Set<string>();

  const activities = {
    mailbox: {
      followMailbox: ({ mailboxId }: { mailboxId: string }) =>
        followMailbox(
          {
            database,
            deskKey,
            tokens,
            log,
            onKept: async (mails) => {
              const waiting = mails.filter(({ fate }) => fate === null);
              await worker?.judge(waiting).catch(tell('messages were not given to be judged'));
            },
            onChanged: hearChange,
          },
          mailboxId,
        ),
    },
    mail: createMailActivities(dependencies.mail, dependencies),
  };

  function hearChange(mailboxId: string, call: () => void): () => void {
    const calls = followers.get(mailboxId) ?? new Set();
    followers.set(mailboxId, calls.add(call));
    return () => {
      calls.delete(call);
      if (calls.size === 0 && followers.get(mailboxId) === calls) followers.delete(mailboxId);
    };
  }

  function tell(what: string): (error: unknown) => void {
    return (error) => log.warn({ err: error }, what);
  }

  function wantLook(): void {
    isWanted = true;
    looking ??= lookWhileWanted().finally(() => {
      looking = undefined;
    });
  }

  async function lookWhileWanted(): Promise<void> {
    while (isWanted && !isStopped) {
      isWanted = false;
      await look().catch(tell('mailboxes were not seen to'));
    }
  }

  async function look(): Promise<void> {
    await noteRefused(dependencies);
    const followable = await findFollowable(database);
    const waiting = await findWaiting(database, waitingMax);
    if (followable.length + waiting.length === 0) return;
    worker ??= await startWorker();
    for (const mailboxId of followable) await worker.follow(mailboxId, changed.delete(mailboxId));
    await worker.judge(waiting);
  }

  async function startWorker(): Promise<MailWorker> {
    const started = await startMailWorker(env, log, activities);
    started.ended.catch(tell('the mail worker ended')).finally(() => {
      if (worker === started) worker = undefined;
    });
    return started;
  }

  function hearNews(channel: string, mailboxId: string): void {
    if (channel === mailboxChannel) {
      changed.add(mailboxId);
      for (const call of followers.get(mailboxId) ?? []) call();
    }
    wantLook();
  }

  const hearing = listen(config.databaseUrl, {
    name: 'api mail',
    channels: [mailboxChannel, mailChannel, refusedMailChannel],
    onNews: hearNews,
    // What was told while nobody listened is lost: whoever follows looks anew.
    onListening() {
      for (const calls of followers.values()) for (const call of calls) call();
      wantLook();
    },
    log,
  });
  const timer = setInterval(wantLook, lookMs);
  let waking: Promise<void> | undefined;
  const wake = () => {
    waking ??= tokens
      .keepAlive()
      .catch(tell('grants of mailboxes were not seen to'))
      .finally(() => {
        waking = undefined;
      });
  };
  const alarmClock = setInterval(wake, wakeMs);
  wake();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      clearInterval(alarmClock);
      await hearing.stop();
      await looking;
      await waking;
      await worker?.stop().catch(tell('the mail worker did not end well'));
    },
  };
}
