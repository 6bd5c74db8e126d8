export interface UuFile {
  name: string;
  content: Buffer<ArrayBuffer>;
}

const beginning = /^begin(?:-base64)? [0-7]{3,4} (\S.*?)\r?$/m;

function lineBytes(line: string): number[] {
  const value = (at: number) => (line.charCodeAt(at) - 32) & 63;
  const length = value(0);
  const bytes: number[] = [];
  for (let at = 1; bytes.length < length; at += 4) {
    const [a, b, c, d] = [at, at + 1, at + 2, at + 3].map((one) =>
      one < line.length ? value(one) : 0,
    );
    bytes.push(
      (((a ?? 0) << 2) | ((b ?? 0) >> 4)) & 255,
      (((b ?? 0) << 4) | ((c ?? 0) >> 2)) & 255,
      (((c ?? 0) << 6) | (d ?? 0)) & 255,
    );
  }
  return bytes.slice(0, length);
}

interface Found extends UuFile {
  start: number;
  end: number;
}

function findFirst(text: string, from: number): Found | undefined {
  const [all, name] = beginning.exec(text.slice(from)) ?? [];
  if (all === undefined || name === undefined) return undefined;
  const start = text.indexOf(all, from);
  const bytes: Buffer[] = [];
  let at = start + all.length + 1;
  while (at < text.length) {
    const stop = text.indexOf('\n', at);
    const line = text.slice(at, stop === -1 ? undefined : stop).replace(/\r$/, '');
    at = stop === -1 ? text.length : stop + 1;
    if (/^end\s*$/.test(line)) break;
    // A text that only begins like one is no file: a line of it says its own length.
    if (!/^[ -`]+$/.test(line)) {
      if (line === '') continue;
      return undefined;
    }
    bytes.push(Buffer.from(lineBytes(line)));
  }
  return { name, content: Buffer.concat(bytes), start, end: at };
}

/** The first file in a part that is uuencoded as a whole (POSIX `uuencode`); undefined where there is none. */
export function uudecode(body: Buffer): UuFile | undefined {
  return findFirst(body.toString('latin1'), 0);
}

/** More beginnings than any message has that was meant to be read. */
const triesMax = 200;

/** The uuencoded files within a text, and the text without them. */
export function takeUuFiles(text: string): { text: string; files: UuFile[] } {
  const files: UuFile[] = [];
  let kept = '';
  let at = 0;
  for (let tries = 0; tries < triesMax; tries++) {
    const start = text.slice(at).search(beginning);
    if (start === -1) break;
    const found = findFirst(text, at + start);
    // A line that only looks like a beginning is text; a file may follow it.
    const end = found?.end ?? at + start + 'begin'.length;
    kept += text.slice(at, found?.start ?? end);
    if (found) files.push({ name: found.name, content: found.content });
    at = end;
  }
  return { text: kept + text.slice(at), files };
}
