import { appendFileSync, renameSync, statSync } from 'node:fs';

const bytesMax = 10 * 1024 * 1024;

/**
 * Appends to a log that keeps at most its last 20 MB: full, it becomes `<file>.1` and starts anew.
 * A full disk loses log lines, not the desk.
 */
export function openLogFile(file: string): (text: string) => void {
  let bytes = sizeOf(file);
  return (text) => {
    try {
      if (bytes > bytesMax) {
        renameSync(file, `${file}.1`);
        bytes = 0;
      }
      appendFileSync(file, text, { mode: 0o600 });
      bytes += Buffer.byteLength(text);
    } catch {
      // Nothing is left to report it to.
    }
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
