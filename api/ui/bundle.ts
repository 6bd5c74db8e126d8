import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type Metafile, stop } from 'esbuild';
import { iconPlugin } from './icon_plugin.ts';
import { messagesPlugin } from './messages_plugin.ts';
import { routesPlugin } from './routes_plugin.ts';

/** One file of the browser app, ready to send. */
export interface UiAsset {
  /** Path under `/assets/`, with a hash of the content: it never changes meaning. */
  name: string;
  type: 'text/javascript' | 'text/css';
  raw: Buffer;
  gzip: Buffer;
  brotli: Buffer;
}

export interface UiBundle {
  assets: ReadonlyMap<string, UiAsset>;
  /** What the page itself names. */
  script: string;
  style: string;
  /** All that the first screen waits for: the page's script, what it imports, the style. */
  firstLoad: readonly string[];
}

const root = fileURLToPath(new URL('.', import.meta.url));
const entries = { app: `${root}app/main.tsx`, style: `${root}styles/index.css` };

let builds = 0;

/** esbuild keeps a process of its own after a build; the last build that runs ends it. */
async function endingService<T>(work: () => Promise<T>): Promise<T> {
  builds += 1;
  try {
    return await work();
  } finally {
    builds -= 1;
    if (builds === 0) await stop();
  }
}

/**
 * Bundles the browser app in memory.
 * @throws esbuild's `BuildFailure`, which names file and line
 */
export async function bundleUi(): Promise<UiBundle> {
  const result = await endingService(() =>
    build({
      entryPoints: entries,
      outdir: '/assets',
      entryNames: '[name]-[hash]',
      chunkNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      target: ['chrome123', 'firefox120', 'safari17.5'],
      jsx: 'automatic',
      jsxImportSource: 'preact',
      minify: true,
      legalComments: 'none',
      define: { 'process.env.NODE_ENV': '"production"' },
      plugins: [iconPlugin(), routesPlugin(), messagesPlugin()],
      absWorkingDir: root,
      metafile: true,
      write: false,
      logLevel: 'silent',
    }),
  );
  const assets = await Promise.all(
    result.outputFiles.map(({ path, contents }) => asset(nameOf(path), Buffer.from(contents))),
  );
  const script = entryOutput(result.metafile, 'app/main.tsx');
  const style = entryOutput(result.metafile, 'styles/index.css');
  return {
    assets: new Map(assets.map((each) => [each.name, each])),
    script,
    style,
    firstLoad: [...staticImports(result.metafile, script), style],
  };
}

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

async function asset(name: string, raw: Buffer): Promise<UiAsset> {
  return {
    name,
    type: name.endsWith('.css') ? 'text/css' : 'text/javascript',
    raw,
    gzip: await compressGzip(raw, { level: 9 }),
    brotli: await compressBrotli(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  };
}

function nameOf(outputPath: string): string {
  return outputPath.slice(outputPath.lastIndexOf('/') + 1);
}

function entryOutput(metafile: Metafile, entryPoint: string): string {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint === entryPoint) return nameOf(path);
  }
  throw new Error(`Bundle of the browser app: no output for '${entryPoint}'`);
}

function staticImports(metafile: Metafile, script: string): string[] {
  const found = new Set<string>();
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]),
  );
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind } of outputs.get(name)?.imports ?? []) {
      if (kind === 'import-statement') visit(nameOf(path));
    }
  };
  visit(script);
  return [...found];
}
