import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const require = createRequire(import.meta.url);

/**
 * Resolves `icon:<name>` to the drawing of that Lucide icon, as `[element, attributes]` pairs, so
 * that only the icons a screen uses are in its bundle.
 */
export function iconPlugin(): Plugin {
  return {
    name: 'icon',
    setup(build) {
      const drawings = loadDrawings();
      build.onResolve({ filter: /^icon:/ }, ({ path }) => ({ path, namespace: 'icon' }));
      build.onLoad({ filter: /.*/, namespace: 'icon' }, async ({ path }) => {
        const name = path.slice('icon:'.length);
        const drawing = (await drawings)[name];
        if (drawing === undefined) {
          return { errors: [{ text: `Icon '${name}': lucide-static has no icon of that name` }] };
        }
        return { contents: JSON.stringify(drawing), loader: 'json' };
      });
    },
  };
}

async function loadDrawings(): Promise<Record<string, unknown>> {
  const path = require.resolve('lucide-static/icon-nodes.json');
  return JSON.parse(await readFile(path, 'utf8'));
}
