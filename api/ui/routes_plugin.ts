import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { routes } from '../routes.ts';

const file = fileURLToPath(new URL('../routes.ts', import.meta.url));

/** Puts the table of routes itself in place of the file that makes it from the operations. */
export function routesPlugin(): Plugin {
  return {
    name: 'routes',
    setup(build) {
      build.onLoad({ filter: /routes\.ts$/ }, ({ path }) =>
        path === file
          ? { contents: `export const routes = ${JSON.stringify(routes)};`, loader: 'js' }
          : undefined,
      );
    },
  };
}
