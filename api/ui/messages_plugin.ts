import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { iconPlugin } from './icon_plugin.ts';
import { routesPlugin } from './routes_plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Parts each catalogue of messages in two: a catalogue has what the sources of the first view say,
 * and the same name with `?later` all that is said beyond it.
 */
export function messagesPlugin(): Plugin {
  return {
    name: 'messages',
    setup(builder) {
      const isSaidFirst = firstSources().then(sayingOf);
      builder.onLoad({ filter: /[\\/]messages[\\/]\w+\.json$/ }, async ({ path, suffix }) => {
        const words: Record<string, string> = JSON.parse(await readFile(path, 'utf8'));
        const isSaid = await isSaidFirst;
        const isWanted = (key: string) => isSaid(key) === (suffix !== '?later');
        const part = Object.entries(words).filter(([key]) => isWanted(key));
        return { contents: JSON.stringify(Object.fromEntries(part)), loader: 'json' };
      });
    },
  };
}

/**
 * Which messages sources say: those they name, and those that begin as a template of theirs does.
 * `tests/ui/messages.test.ts` holds that each message is said in one of the two ways.
 */
export function sayingOf(sources: readonly string[]): (key: string) => boolean {
  const all = sources.join('\n');
  const named = new Set(all.match(/(?<=')[a-z_]+\.[\w.]+(?=')/g));
  const beginnings = [...new Set(all.match(/(?<=`)[a-z_]+\.[\w.]*(?=\$\{)/g))];
  return (key) => named.has(key) || beginnings.some((beginning) => key.startsWith(beginning));
}

/** The sources of the app that are there before anything is fetched when asked for. */
async function firstSources(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [`${root}app/main.tsx`],
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [iconPlugin(), routesPlugin(), leaveOutFetched],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const own = Object.keys(metafile.inputs).filter((name) => /^app\/.*\.tsx?$/.test(name));
  return Promise.all(own.map((name) => readFile(path.join(root, name), 'utf8')));
}

const leaveOutFetched: Plugin = {
  name: 'leave-out-fetched',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
