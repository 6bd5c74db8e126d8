import type { SnapshotInfo } from '../analytics/manifest.ts';
import type { Locale } from './catalogue.ts';
import { withOrdinalFirst } from './french_dates.ts';

export const words = {
  en: {
    period: 'Period',
    from: 'From',
    to: 'to',
    group: 'Only group',
    priority: 'Only priority',
    customer: 'Only customer',
    dataThrough: 'Data through',
    snapshot: 'Snapshot',
    position: 'position',
    processes: 'Processes',
    partial: 'A pale point: not over yet',
    noSnapshot: 'Nothing has been exported yet',
    table: 'Show the numbers',
    definition: 'Definition',
    grain: 'Grain',
    unit: 'Unit',
    exclusions: 'Left out',
    owner: 'Owner',
    cutShort: 'Only the first rows are shown',
    noRows: 'No rows',
    others: (count: number) => (count === 1 ? 'the other one' : `the other ${count}`),
    more: (count: number) => `and ${count} more`,
  },
  fr: {
    period: 'Période',
    from: 'Du',
    to: 'au',
    group: 'Seulement le groupe',
    priority: 'Seulement la priorité',
    customer: 'Seulement le client',
    dataThrough: 'Données jusqu’au',
    snapshot: 'Instantané',
    position: 'position',
    processes: 'Processus',
    partial: 'Point pâle : période en cours',
    noSnapshot: 'Rien n’a encore été exporté',
    table: 'Voir les chiffres',
    definition: 'Définition',
    grain: 'Grain',
    unit: 'Unité',
    exclusions: 'Hors calcul',
    owner: 'Responsable',
    cutShort: 'Seules les premières lignes sont affichées',
    noRows: 'Aucune ligne',
    others: (count: number) => (count === 1 ? 'l’autre' : `les ${count} autres`),
    more: (count: number) => `et ${count} de plus`,
  },
} as const satisfies Record<Locale, Record<string, string | ((count: number) => string)>>;

const processesMax = 5;
/** In characters, as wide as a dashboard is drawn. */
const lineMax = 150;

/** Where a dashboard's numbers come from and what they are limited to, part by part. */
export function provenance(
  locale: Locale,
  range: { from: string; to: string } | undefined,
  snapshot: SnapshotInfo | null,
  filter: {
    group?: string | undefined;
    priority?: string | undefined;
    customer?: string | undefined;
  } = {},
): string[] {
  const say = words[locale];
  if (snapshot === null || range === undefined) return [say.noSnapshot];
  const { processVersions } = snapshot;
  const named = processVersions.slice(0, processesMax);
  const unnamed = processVersions.length - named.length;
  const through = formatInstant(snapshot.dataThrough, snapshot.businessZone, locale);
  return [
    `${say.from} ${formatDate(range.from, locale)} ${say.to} ${formatDate(range.to, locale)}`,
    ...(filter.group ? [`${say.group} ${filter.group}`] : []),
    ...(filter.priority ? [`${say.priority} ${filter.priority}`] : []),
    ...(filter.customer ? [`${say.customer} ${filter.customer}`] : []),
    `${say.dataThrough} ${through} (${snapshot.businessZone})`,
    `${say.snapshot} ${snapshot.n} (${say.position} ${snapshot.position})`,
    ...(named.length > 0 ? [`${say.processes} ${named.join(', ')}`] : []),
    ...(unnamed > 0 ? [say.more(unnamed)] : []),
    say.partial,
  ];
}

/** Parts in lines that are no wider than a dashboard. */
export function linesOf(parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = `${last} · ${part}`;
    if (last !== undefined && longer.length <= lineMax) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

export function formatDate(date: string, locale: Locale): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  const format = new Intl.DateTimeFormat(tagOf(locale), { dateStyle: 'medium', timeZone: 'UTC' });
  return withOrdinalFirst(format.format(at), locale);
}

export function formatInstant(
  instant: string,
  timeZone: string,
  locale: Locale,
  dateStyle: 'long' | 'medium' = 'medium',
): string {
  const format = new Intl.DateTimeFormat(tagOf(locale), {
    dateStyle,
    timeStyle: 'short',
    timeZone,
  });
  return withOrdinalFirst(format.format(Date.parse(instant)), locale);
}

export function tagOf(locale: Locale): string {
  return locale === 'fr' ? 'fr-FR' : 'en-GB';
}
