import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

export function milliseconds(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toString();
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}

/** Numbers right, names left. */
export function table(heads: string[], lines: string[][]): void {
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  for (const line of [heads, ...lines]) {
    print(
      line
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    );
  }
}

/** Bytes of the files under a folder, or of those of them that lie in it and are asked for by name. */
export async function folderBytes(
  dir: string,
  isAsked?: (name: string) => boolean,
): Promise<number> {
  const entries = await readdir(dir, { recursive: isAsked === undefined, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile() && (isAsked?.(entry.name) ?? true))
    .map((entry) =>
      // A server may remove a file of its own meanwhile.
      stat(path.join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
