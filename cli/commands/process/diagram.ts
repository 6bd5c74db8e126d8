import { instance } from '@viz-js/viz';
import type { Command } from 'commander';
import {
  type DiagramTitles,
  plainTitles,
  processDiagram,
} from '../../../workflows/processes/diagram/diagram.ts';
import { dotOf } from '../../../workflows/processes/diagram/dot.ts';
import { mermaidOf } from '../../../workflows/processes/diagram/mermaid.ts';
import { defaultProcessId, type Locale } from '../../../workflows/processes/index.ts';
import { tiersOf } from '../../../workflows/processes/own_words.ts';
import { CliError } from '../../cli_error.ts';
import { type LoadedProcess, loadProcess } from './load_process.ts';

interface DiagramOptions {
  format: string;
  locale: string;
}

export function registerDiagram(group: Command): void {
  group
    .command('diagram')
    .description('draw the statuses and the support groups of a process')
    .argument('[process]', 'id, id@version, or a .ts or .json file', defaultProcessId)
    .option('--format <format>', 'mermaid or svg', 'mermaid')
    .option('--locale <locale>', 'language of titles: en or fr', 'en')
    .action(diagram);
}

async function diagram(reference: string, options: DiagramOptions): Promise<void> {
  const format = oneOf('--format', options.format, ['mermaid', 'svg'] as const);
  const locale = oneOf('--locale', options.locale, ['en', 'fr'] as const);
  const loaded = await loadProcess(reference);
  const drawing = processDiagram(loaded.snapshot, titlesOf(loaded, locale));
  const text = format === 'mermaid' ? mermaidOf(drawing) : await svgOf(dotOf(drawing));
  process.stdout.write(text);
}

/** Graphviz compiled to WebAssembly: it needs neither a browser nor a network. */
export async function svgOf(dot: string): Promise<string> {
  return (await instance()).renderString(dot, { format: 'svg', engine: 'dot' });
}

export function titlesOf({ snapshot, definition }: LoadedProcess, locale: Locale): DiagramTitles {
  const plain = plainTitles(snapshot);
  if (!definition) return plain;
  const { title, version, groups, categories } = definition;
  const tiers = tiersOf(definition);
  return {
    title: `${title[locale]}, version ${version}`,
    group: (id) => groups[id]?.title[locale] ?? plain.group(id),
    tier: (id) => tiers.find((one) => one.id === id)?.title[locale] ?? plain.tier(id),
    category: (id) => categories[id]?.title[locale] ?? plain.category(id),
  };
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const known = allowed.find((one) => one === value);
  if (known !== undefined) return known;
  throw new CliError(`${option} is "${value}": expected ${allowed.join(' or ')}`, { exitCode: 2 });
}
