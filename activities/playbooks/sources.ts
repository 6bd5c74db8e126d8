import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlaybookSources } from '../../database/playbooks.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../..');
const libraryDir = 'workflows';
const shippedDir = 'workflows/playbooks/shipped';
/** What the library's files need, and no more: other code changes without making another build. */
const libraryFiles = ['ids.ts', 'messages.ts', 'ports.ts'];
const libraryFolders = ['domain', 'playbooks'];

/** A folder of an owner's: their playbooks below `playbooks/`, and what those import of theirs. */
export interface OwnFolder {
  /** Absolute. */
  dir: string;
}

/** Code of playbooks, and which of its files may have some. */
export interface PlaybookCode {
  buildId: string;
  sources: PlaybookSources;
  /** Of `sources`, in order. */
  files: string[];
}

const entry = 'entry.ts';

/**
 * Reads the playbooks of the desk and of the owner's folders, with everything they stand on.
 * Its id is a hash over all of it: whatever runs on it keeps to it.
 */
export async function readPlaybookCode(folders: readonly OwnFolder[] = []): Promise<PlaybookCode> {
  const sources: Record<string, string> = {};
  const read = async (from: string, to: string) => {
    sources[to] = await readFile(from, 'utf8');
  };
  for (const file of libraryFiles) {
    await read(path.join(repositoryDir, libraryDir, file), `${libraryDir}/${file}`);
  }
  for (const folder of libraryFolders) {
    const dir = path.join(repositoryDir, libraryDir, folder);
    for (const file of await sourcesUnder(dir)) {
      await read(path.join(dir, file), `${libraryDir}/${folder}/${file}`);
    }
  }
  for (const [i, { dir }] of folders.entries()) {
    for (const file of await sourcesUnder(dir)) {
      await read(path.join(dir, file), `own/${i}/${file}`);
    }
  }
  const files = Object.keys(sources).filter(hasPlaybooks).sort();
  sources[entry] = entryOf(files);
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(sources).sort()));
  return { buildId: hash.digest('hex').slice(0, 24), sources, files };
}

function hasPlaybooks(file: string): boolean {
  return file.startsWith(`${shippedDir}/`) || /^own\/\d+\/playbooks\/[^/]+\.ts$/.test(file);
}

/** Activities run outside of workflows, tests nowhere; packages come as they are installed. */
const otherFolders = ['node_modules', 'activities', 'tests'];
const isSource = (name: string) =>
  /\.([cm]?[jt]s|json)$/.test(name) && !/\.test\.[cm]?ts$/.test(name);

/** By paths from `dir`, in order. Folders that stand elsewhere are not gone into: one may lead back here. */
async function sourcesUnder(dir: string, below = ''): Promise<string[]> {
  const entries = await readdir(path.join(dir, below), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const file = `${below}${entry.name}`;
      if (!entry.isDirectory()) return isSource(entry.name) ? [file] : [];
      const isOther = otherFolders.includes(entry.name) || entry.name.startsWith('.');
      return isOther ? [] : sourcesUnder(dir, `${file}/`);
    }),
  );
  return found.flat().sort();
}

function entryOf(files: readonly string[]): string {
  const modules = files.map((file, i) => `${JSON.stringify(file)}: file${i}`);
  return [
    `import { playbooksOf, playbookWorkflowOf } from './${libraryDir}/playbooks/run.ts';`,
    ...files.map((file, i) => `import * as file${i} from './${file}';`),
    `export const playbooks = playbooksOf({ ${modules.join(', ')} });`,
    'export const playbookWorkflow = playbookWorkflowOf(playbooks.map((one) => one.playbook));',
    '',
  ].join('\n');
}
