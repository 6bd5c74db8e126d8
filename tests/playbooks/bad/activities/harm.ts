/** What an owner may write, and what must hurt nobody else. */

export function spin(): void {
  for (;;) Math.sqrt(2);
}

export function burst(): number {
  const held: number[][] = [];
  for (;;) held.push(new Array(100_000).fill(held.length));
}

export async function forget(): Promise<string> {
  void Promise.reject(new Error('nobody awaits this'));
  await new Promise(() => {});
  return 'never';
}

export function leave(): void {
  process.exit(3);
}

export function large(): string {
  return 'x'.repeat(2_000_000);
}

export function settings(): string[] {
  return Object.keys(process.env).filter((name) => /^(DATABASE|PALIER|TEMPORAL)/.test(name));
}

export function well(): string {
  return 'well';
}
