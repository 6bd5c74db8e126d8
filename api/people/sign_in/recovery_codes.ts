import { randomBytes } from 'node:crypto';
import { base32crockford } from '@scure/base';
import type { Transaction } from '../../../database/connection.ts';
import {
  countRecoveryCodes,
  takeRecoveryCode,
  writeRecoveryCodes,
} from '../../../database/sign_in/factors.ts';

const codeCount = 10;
/** 80 bits: sixteen letters of Crockford's alphabet, which has none that look alike. */
const codeBytes = 10;

/** New codes in place of the old ones; they are known here for the last time. */
export async function renewCodes(trx: Transaction, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: codeCount }, () =>
    base32crockford.encode(randomBytes(codeBytes)),
  );
  await writeRecoveryCodes(trx, accountId, codes);
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** Codes for whoever has none yet. */
export async function firstCodes(trx: Transaction, accountId: string): Promise<string[]> {
  return (await countRecoveryCodes(trx, accountId)) > 0 ? [] : renewCodes(trx, accountId);
}

/** Takes a code however it is written: with or without dashes, small, `o` for `0`, `l` for `1`. */
export function takeCode(trx: Transaction, accountId: string, code: string): Promise<boolean> {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return takeRecoveryCode(trx, accountId, plain);
}
