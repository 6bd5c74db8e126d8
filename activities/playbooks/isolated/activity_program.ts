/** A program: runs the functions that an owner's `activities/` exports, and nothing else. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openProgram } from './program_side.ts';

export type ActivityProgramHeard =
  | { kind: 'begin'; folder: string }
  | { kind: 'call'; id: number; activity: string; argument: unknown };

export type ActivityProgramSaid =
  /** Which functions there are. */
  | { kind: 'ready'; names: string[] }
  /** A file that cannot be loaded. */
  | { kind: 'wrong'; file: string; message: string }
  /** `json` is undefined where the function gave nothing. */
  | { kind: 'gave'; id: number; json: string | undefined }
  | { kind: 'failed'; id: number; message: string; stack: string | undefined };

type OwnFunction = (argument: unknown) => unknown;

const resultMax = 1_000_000;
const own: Record<string, OwnFunction> = {};

const say = openProgram<ActivityProgramSaid>((message: ActivityProgramHeard) => {
  if (message.kind === 'begin') void load(message.folder);
  else void call(message);
});

/** Of two files that export one name, the later by its name has it. */
async function load(folder: string): Promise<void> {
  for (const file of (await readdir(folder)).sort()) {
    if (!/\.[cm]?[jt]s$/.test(file) || file.includes('.test.')) continue;
    try {
      const exported = await import(pathToFileURL(path.join(folder, file)).href);
      for (const [name, work] of Object.entries(exported)) {
        if (typeof work === 'function') own[name] = work as OwnFunction;
      }
    } catch (error) {
      say({ kind: 'wrong', file: `activities/${file}`, message: messageOf(error) });
    }
  }
  say({ kind: 'ready', names: Object.keys(own) });
}

async function call({
  id,
  activity,
  argument,
}: ActivityProgramHeard & { kind: 'call' }): Promise<void> {
  try {
    const json = JSON.stringify(await own[activity]?.(argument));
    if (json !== undefined && json.length > resultMax) {
      throw new Error(
        `It gave ${json.length} characters of JSON: expected ${resultMax} at most; give an id of it`,
      );
    }
    say({ kind: 'gave', id, json });
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    say({ kind: 'failed', id, message: messageOf(error), stack });
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
}
