import path from 'node:path';

/** Files that keep one core busy for long: begun first, they do not end alone. */
const first = [
  'processes/sparing',
  'processes/shipped_processes',
  'ui/pages',
  'cli/desk',
  'ui/sql_console',
];
const rankOf = (file) => {
  const place = first.findIndex((name) => file.endsWith(`/${name}.test.ts`));
  return place === -1 ? first.length : place;
};

export default {
  extensions: ['ts'],
  files: ['tests/**/*.test.ts'],
  workerThreads: false,
  timeout: '10m',
  failFast: false,
  sortTestFiles: (a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1),
  environmentVariables: {
    // Hundreds of processes read the same modules: each saves half of its start.
    NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'node_modules/.cache/node'),
  },
};
