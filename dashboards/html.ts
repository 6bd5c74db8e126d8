import type { MetricResult } from '../analytics/reader.ts';
import type { DashboardDefinition } from './catalogue.ts';
import type { Look } from './fill.ts';
import type { SegmentNames } from './shown_rows.ts';
import { fontFamily, palettes } from './theme.ts';
import { tagOf, words } from './wording.ts';

const shownRows = 500;

type NamedLook = Look & { names: SegmentNames };

/** One file that needs no script, no network and no other file: it prints, and lasts. */
export function renderHtml(
  dashboard: DashboardDefinition,
  svg: string,
  results: ReadonlyMap<string, MetricResult>,
  provenance: string,
  look: NamedLook,
): string {
  const { locale } = look;
  const title = escaped(dashboard.title[locale]);
  const sections = [...metricsOf(results).values()].map((sets) => metricSection(sets, look));
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${styleSheet(look)}</style>
</head>
<body>
<main>
<h1 class="unseen">${title}</h1>
<p class="unseen">${escaped(provenance)}</p>
<figure aria-label="${escaped(dashboard.description[locale])}">${svg}</figure>
${sections.join('\n')}
</main>
<footer>${escaped(provenance)}</footer>
</body>
</html>
`;
}

function metricsOf(results: ReadonlyMap<string, MetricResult>): Map<string, MetricResult[]> {
  const metrics = new Map<string, MetricResult[]>();
  for (const result of results.values()) {
    const { name } = result.metric;
    metrics.set(name, [...(metrics.get(name) ?? []), result]);
  }
  return metrics;
}

function metricSection(results: MetricResult[], look: NamedLook): string {
  const { locale } = look;
  const say = words[locale];
  const metric = results[0]?.metric;
  if (!metric) return '';
  const facts = [
    [say.grain, metric.grain[locale]],
    [say.unit, metric.unit[locale]],
    [say.exclusions, metric.exclusions[locale]],
    [say.owner, metric.owner[locale]],
  ].map(([term, text]) => `<dt>${escaped(term ?? '')}</dt><dd>${escaped(text ?? '')}</dd>`);
  return `<section>
<h2>${escaped(metric.title[locale])}</h2>
<p>${escaped(metric.question[locale])}</p>
<dl>${facts.join('')}</dl>
${results.map((result) => numbers(result, look)).join('\n')}
</section>`;
}

function numbers(result: MetricResult, look: NamedLook): string {
  const say = words[look.locale];
  const by = result.by.length > 0 ? ` (${escaped(result.by.join(', '))})` : '';
  if (result.rows.length === 0) return `<p>${say.noRows}${by}</p>`;
  const cut = result.rows.length > shownRows ? `<p>${say.cutShort}: ${shownRows}</p>` : '';
  const named = result.columns.map(
    ({ name }) => look.names[name === 'segment' ? (result.by.at(-1) ?? '') : name],
  );
  const nameOf = (cell: unknown, at: number) => named[at]?.[String(cell)] ?? cell;
  const head = result.columns.map(({ name }) => `<th scope="col">${escaped(name)}</th>`);
  const body = result.rows
    .slice(0, shownRows)
    .map(
      (row) =>
        `<tr>${row.map((cell, at) => `<td>${escaped(show(nameOf(cell, at), look))}</td>`).join('')}</tr>`,
    );
  return `<details><summary>${say.table}${by}</summary>${cut}
<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>
</details>`;
}

function show(cell: unknown, { locale }: Look): string {
  if (cell === null) return '–';
  if (typeof cell !== 'number') return String(cell);
  return new Intl.NumberFormat(tagOf(locale), { maximumFractionDigits: 3 }).format(cell);
}

function styleSheet({ theme }: Look): string {
  const { background, ink, quiet, grid } = palettes[theme];
  return `
:root { color-scheme: ${theme}; }
body { margin: 0; background: ${background}; color: ${ink}; font: 14px/1.5 ${fontFamily}; }
main { max-width: 1160px; margin: 0 auto; padding: 16px; }
figure { margin: 0 0 24px; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
section { border-top: 1px solid ${grid}; padding: 8px 0 16px; break-inside: avoid; }
h2 { font-size: 16px; margin: 8px 0 0; }
p { margin: 4px 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 16px; margin: 8px 0; }
dt, footer { color: ${quiet}; }
dd { margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid ${grid}; padding: 2px 12px 2px 0; text-align: left; }
summary { cursor: pointer; }
footer { max-width: 1160px; margin: 0 auto; padding: 16px; font-size: 12px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
}

/** Text as it may stand between tags and in a quoted attribute. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
