import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { busy } from '../../http/errors.ts';

/** OWASP's second set for argon2id; 19 MiB and about 30 ms of one core each. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const tagLength = 32;
/** At once, so that many sign-ins do not take the memory, nor the threads of everything else. */
const atOnceMax = 2;
const waitingMax = 200;

const derive = promisify(argon2);

let underWay = 0;
const waiting: (() => void)[] = [];

/** @throws ApiError 503 where too many wait already */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (underWay >= atOnceMax) {
    if (waiting.length >= waitingMax) throw busy();
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    underWay++;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else underWay--;
  }
}

/** The hash of a password with a salt of its own, as PHC writes it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  return written(parameters, salt, await tagOf(password, { ...parameters, salt, tagLength }));
}

type Parameters = Record<keyof typeof parameters, number>;

function tagOf(
  password: string,
  { salt, ...rest }: Parameters & { salt: Buffer; tagLength: number },
): Promise<Buffer> {
  // The same letters may be written in more than one way, and keyboards differ in which.
  const message = password.normalize('NFKC');
  return inTurn(() => derive('argon2id', { message, nonce: salt, ...rest }));
}

function written({ memory, passes, parallelism }: Parameters, salt: Buffer, tag: Buffer): string {
  const costs = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${costs}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export interface Verified {
  isRight: boolean;
  /** It is right, and hashed by parameters that are not today's. */
  isOutdated: boolean;
}

/**
 * Whether a password is the one of a hash. Without a hash it takes as long and is wrong: nobody learns
 * by the time it takes who has one.
 */
export async function verifyPassword(
  password: string,
  hash: string | undefined,
): Promise<Verified> {
  const [, memory, passes, parallelism, salt, tag] = phc.exec(hash ?? '') ?? [];
  if (tag === undefined || salt === undefined) {
    await tagOf(password, { ...parameters, salt: randomBytes(saltBytes), tagLength });
    return { isRight: false, isOutdated: false };
  }
  const costs = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  const wanted = Buffer.from(tag, 'base64');
  const given = await tagOf(password, {
    ...costs,
    salt: Buffer.from(salt, 'base64'),
    tagLength: wanted.length,
  });
  const isRight = timingSafeEqual(given, wanted);
  const isToday = JSON.stringify(costs) === JSON.stringify(parameters);
  return { isRight, isOutdated: isRight && !isToday };
}
