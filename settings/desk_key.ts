import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** There is no key, or what was sealed was sealed by another one. The message says what to do. */
export class DeskKeyError extends Error {
  override readonly name = 'DeskKeyError';
}

/**
 * Seals what the desk must read again and nobody else may: secrets of second factors, links in mail
 * that is not sent yet. The key is not in the database: a copy of that opens nothing.
 */
export interface DeskKey {
  /** @param about what it belongs to: it opens for the same only */
  seal(text: string, about: string): string;
  /** @throws DeskKeyError where it was sealed by another key, or for something else */
  open(sealed: string, about: string): string;
  /** What nobody without the key can say of a text. */
  sign(text: string): string;
}

export interface DeskKeyPlace {
  /** What `PALIER_SECRET_KEY` says; undefined where the key is a file of the home. */
  secretKey: string | undefined;
  homeDir: string;
}

const fileName = 'secret.key';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The key is read when it is first needed, and made where there is none. */
export function openDeskKey(place: DeskKeyPlace): DeskKey {
  let keys: Keys | undefined;
  const known = (): Keys => {
    keys ??= keysOf(place.secretKey ?? keyInHome(place.homeDir));
    return keys;
  };
  return {
    seal(text, about) {
      const { sealing, id } = known();
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(about));
      const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [id, nonce, Buffer.concat([bytes, cipher.getAuthTag()])].map(written).join('.');
    },
    open(sealed, about) {
      const { sealing, id } = known();
      const [whose, nonce, bytes] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
      if (!whose?.equals(id) || !nonce || !bytes) throw otherKey();
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealing, nonce)
          .setAAD(Buffer.from(about))
          .setAuthTag(bytes.subarray(-tagBytes));
        const text = decipher.update(bytes.subarray(0, -tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw otherKey();
      }
    },
    sign(text) {
      return createHmac('sha256', known().signing).update(text).digest('base64url');
    },
  };
}

interface Keys {
  sealing: Buffer;
  signing: Buffer;
  /** Names the key, and tells nothing of it. */
  id: Buffer;
}

function keysOf(secret: string): Keys {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, 'palier', purpose, keyBytes));
  const id = createHash('sha256').update(derive('id')).digest().subarray(0, 6);
  return { sealing: derive('seal'), signing: derive('sign'), id };
}

function written(bytes: Buffer): string {
  return bytes.toString('base64url');
}

/** Of several programs that start at once one makes it, and the others read that one's. */
function keyInHome(homeDir: string): string {
  const file = path.join(homeDir, fileName);
  return readKey(file) ?? makeKey(file) ?? readKey(file) ?? missing(file);
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw noKey(file, error);
  }
}

/** It is there whole or not at all. @returns undefined where another program was first */
function makeKey(file: string): string | undefined {
  const key = written(randomBytes(keyBytes));
  const draft = `${file}.${randomUUID()}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${key}\n`, { mode: 0o600 });
    linkSync(draft, file);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw noKey(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function missing(file: string): never {
  throw noKey(file);
}

function noKey(file: string, cause?: unknown): DeskKeyError {
  const message = `The desk has no key: ${file} cannot be read or made, and PALIER_SECRET_KEY is not given`;
  return new DeskKeyError(message, { cause });
}

function otherKey(): DeskKeyError {
  return new DeskKeyError(
    'What was sealed opens by another key: PALIER_SECRET_KEY, or secret.key in the home, was another then',
  );
}
