/**
 * A program: bundles the playbooks of one file (its first argument) into another (its second), to be
 * read; names that stand for files follow, as JSON. The bundler keeps a process of its own, which ends
 * with this one.
 */
import { build } from 'esbuild';

const [entry = '', outfile = '', alias = '{}'] = process.argv.slice(2);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'error',
  color: false,
  sourcemap: 'inline',
  sourcesContent: false,
  external: ['@temporalio/workflow'],
  alias: JSON.parse(alias),
}).catch(() => {
  process.exitCode = 1;
});
