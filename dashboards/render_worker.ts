import { Resvg } from '@resvg/resvg-js';
import type { Loader, Spec as VegaSpec } from 'vega';
import * as vegaModule from 'vega';
import { logger, parse, View, Warn } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { reasonOf } from '../analytics/errors.ts';
import { serve } from '../analytics/workers/serve.ts';
import type { Drawing, Picture } from './drawing.ts';
import { FontMetrics, fontFiles } from './font.ts';

// A process that draws: a specification in, a picture out. It reads no file but its fonts and no
// network, whatever a specification asks for, and runs no code made from text.

const metrics = {
  regular: new FontMetrics(fontFiles.regular),
  bold: new FontMetrics(fontFiles.bold),
};
const defaultFontSize = 11;
const pngScale = 2;

/** Vega's own would read any file and address named in a specification. */
const closedLoader: Loader = {
  load: (uri: string) => Promise.reject(new Error(`A chart may not load ${uri}`)),
  // Null here would end the process (an unhandled rejection in the scene graph).
  sanitize: () => Promise.resolve({ href: 'about:blank' }),
  http: (url: string) => Promise.reject(new Error(`A chart may not load ${url}`)),
  file: (file: string) => Promise.reject(new Error(`A chart may not read ${file}`)),
};

async function draw({ spec, kind }: Drawing): Promise<Picture> {
  const { vega, warnings } = compileSpec(spec);
  if (kind === 'vega') return { body: JSON.stringify(vega), warnings };
  const runtime = parse(vega, undefined, { ast: true });
  const view = new View(runtime, {
    renderer: 'none',
    loader: closedLoader,
    expr: expressionInterpreter,
  });
  try {
    const svg = await view.toSVG();
    return { body: kind === 'svg' ? svg : toPng(svg), warnings };
  } finally {
    view.finalize();
  }
}

function compileSpec(spec: object): { vega: VegaSpec; warnings: string[] } {
  const warnings: string[] = [];
  const notes = logger(Warn, undefined, (_method, _level, words) => {
    warnings.push(words.join(' '));
  });
  const compiled = compile(spec as TopLevelSpec, { logger: notes });
  return { vega: compiled.spec, warnings };
}

function toPng(svg: string): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: pngScale },
    font: {
      fontFiles: Object.values(fontFiles),
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return image.render().asPng();
}

/** The parts of a text mark that its width depends on. */
interface TextItem {
  text?: unknown;
  fontSize?: number;
  fontWeight?: string | number;
}

// Vega's hook for hosts without a canvas; its types leave it out.
const { textMetrics } = vegaModule as typeof vegaModule & {
  textMetrics: { width: (item: TextItem, line?: unknown) => number };
};
textMetrics.width = ({ text, fontSize, fontWeight }, line) => {
  const isBold = fontWeight === 'bold' || Number(fontWeight) >= 600;
  const width = metrics[isBold ? 'bold' : 'regular'].widthOf(String(line ?? text ?? ''));
  return width * (fontSize ?? defaultFontSize);
};

serve(draw, (error) => ({
  code: 'chart_not_drawn',
  parameters: { reason: reasonOf(error) },
}));
