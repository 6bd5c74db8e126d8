/**
 * A program: bundles the playbooks of one file (its second argument, from the folder that is its first)
 * into another (its third), to be read; names that stand for files follow, as JSON. The bundler keeps a
 * process of its own, which ends with this one.
 */
import { isBuiltin } from 'node:module';
import { type BuildFailure, build, type Plugin } from 'esbuild';

const [folder = '', entry = '', outfile = '', alias = '{}'] = process.argv.slice(2);
/** Temporal has these for workflows, in forms that are the same each time. */
const ofWorkflows = ['assert', 'url', 'util'];

/** What reaches out of a workflow is refused where it is asked for. */
const nothingOutside: Plugin = {
  name: 'nothing-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[\w:]/ }, ({ path }) => {
      if (!isBuiltin(path) || ofWorkflows.includes(path.replace(/^node:/, ''))) return null;
      const text = `${path} reaches out of the playbook; expected it in a function of activities/`;
      return { errors: [{ text }] };
    });
  },
};

try {
  await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    sourcemap: 'inline',
    sourcesContent: false,
    external: ['@temporalio/workflow'],
    alias: JSON.parse(alias),
    plugins: [nothingOutside],
  });
} catch (error) {
  const { errors } = error as Partial<BuildFailure>;
  const lines = errors?.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}: ${text}`,
  );
  process.stderr.write(`${lines?.join('\n') ?? String(error)}\n`);
  process.exitCode = 1;
}
