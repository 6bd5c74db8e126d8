import { existsSync } from 'node:fs';

export function add({ a, b }: { a: number; b: number }): number {
  return a + b;
}

let counted = 0;

export function count(): number {
  return ++counted;
}

function breaksOnce(): void {
  if (!existsSync(process.env.OTHER_SYSTEM ?? '')) throw new Error('the other system is away');
}

export { breaksOnce as 'breaks once' };
