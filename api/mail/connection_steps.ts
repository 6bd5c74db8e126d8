import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { MailboxFailure } from '../../database/mail_words.ts';
import type { MailboxRow } from '../../database/tables.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import { connectionSteps, type MailboxTest } from './contract.ts';
import { MailboxError, mailboxErrorOf } from './intake/imap_client.ts';

export type Step = MailboxTest['steps'][number];
type StepName = Step['step'];

const stepMs = 10 * secondMs;

/** How far one came on the way to a message; what was not tried says so. */
export class ConnectionSteps {
  readonly #states = new Map<StepName, Omit<Step, 'step'>>();

  pass(step: StepName, detail: string | null = null): void {
    this.#states.set(step, { state: 'passed', detail });
  }

  /** There is nothing to do for it here. */
  spare(step: StepName): void {
    this.#states.set(step, { state: 'not_needed', detail: null });
  }

  /** Whatever comes before has passed, where nothing else was said of it. */
  fail(step: StepName, detail: string | null): void {
    for (const earlier of connectionSteps.slice(0, connectionSteps.indexOf(step))) {
      if (!this.#states.has(earlier)) this.pass(earlier);
    }
    this.#states.set(step, { state: 'failed', detail });
  }

  /** All of them, in their order. */
  list(): Step[] {
    return connectionSteps.map((step) => ({
      step,
      ...(this.#states.get(step) ?? { state: 'not_reached', detail: null }),
    }));
  }
}

/**
 * Tries what comes before anybody signs in, step by step: a client of IMAP says of all of it no more than
 * that it did not connect.
 * @throws MailboxError where a step fails
 */
export async function probeServer(
  { host, port, security }: Pick<MailboxRow, 'host' | 'port' | 'security'>,
  steps: ConnectionSteps,
): Promise<void> {
  if (host === null || port === null) return;
  await trying(steps, 'name', async () => {
    const addresses = await within(stepMs, lookup(host, { all: true }));
    return isIP(host) === 0 ? addresses.map(({ address }) => address).join(', ') : null;
  });
  await trying(steps, 'connection', async () => {
    const socket = connect({ host, port });
    return opened(socket, 'connect', () => `${socket.remoteAddress}:${socket.remotePort}`);
  });
  if (security === 'none') steps.spare('encryption');
  if (security !== 'tls') return;
  await trying(steps, 'encryption', async () => {
    const servername = isIP(host) === 0 ? host : undefined;
    const socket = connectTls({ host, port, ...(servername && { servername }) });
    return opened(socket, 'secureConnect', () => socket.getProtocol());
  });
}

/** At which step a failure stops, where only the failure is known. */
export function stepOf(failure: MailboxFailure): StepName {
  return stepsOfFailures[failure] ?? 'sign_in';
}

const stepsOfFailures: Partial<Record<MailboxFailure, StepName>> = {
  name_unknown: 'name',
  connection_refused: 'connection',
  certificate: 'encryption',
  encryption_needed: 'encryption',
  folder_missing: 'folder',
  message_not_given: 'rights',
};

async function trying(
  steps: ConnectionSteps,
  step: StepName,
  work: () => Promise<string | null>,
): Promise<void> {
  try {
    steps.pass(step, await work());
  } catch (error) {
    const known = mailboxErrorOf(error, 'sign_in');
    steps.fail(step, known.message);
    throw known;
  }
}

/** What an open connection says of itself: it is closed whatever comes of it, and says nothing any more. */
async function opened<Read>(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  read: () => Read,
): Promise<Read> {
  try {
    return await within(
      stepMs,
      new Promise<Read>((resolve, reject) => {
        socket.once(event, () => resolve(read())).on('error', reject);
      }),
    );
  } finally {
    socket.destroy();
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new MailboxError('no_answer_in_time', `no answer within ${ms / secondMs} s`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
