import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { tell } from '../talk.ts';

/** A small made-up company to look around in, or one's own desk, which begins empty. */
export type DeskKind = 'demo' | 'own';

/**
 * Which of the two a home is opened as: as PALIER_DEMO says, else as it was opened last, else as
 * whoever sits at the terminal chooses. Without a terminal a new home is a demo.
 * @param given the value of PALIER_DEMO, where there is one
 */
export async function chooseKind(home: string, given: string | undefined): Promise<DeskKind> {
  if (given !== undefined && given !== '') return given === '0' ? 'own' : 'demo';
  const last = await readFile(fileOf(home), 'utf8').catch(() => '');
  if (last.trim() === 'own' || last.trim() === 'demo') return last.trim() as DeskKind;
  const isNew = !existsSync(path.join(home, 'postgres'));
  return isNew && process.stdin.isTTY && process.stderr.isTTY ? ask() : 'demo';
}

/** The next start opens it so again, without a question. */
export async function rememberKind(home: string, kind: DeskKind): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(fileOf(home), `${kind}\n`, { mode: 0o600 });
}

function fileOf(home: string): string {
  return path.join(home, 'desk-kind');
}

async function ask(): Promise<DeskKind> {
  tell('There is no desk here yet. What would you like?');
  tell('  1  look around: a demo with a small made-up company');
  tell('  2  open your desk: it begins empty, and you are its owner');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const answer = (await terminal.question('1 or 2? ')).trim();
      if (answer === '1') return 'demo';
      if (answer === '2') return 'own';
    }
  } finally {
    terminal.close();
  }
}
