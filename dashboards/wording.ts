import type { SnapshotInfo } from '../analytics/manifest.ts';
import type { Locale } from './catalogue.ts';

export const words = {
  en: {
    period: 'Period',
    from: 'From',
    to: 'to',
    group: 'Only group',
    priority: 'Only priority',
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
  },
  fr: {
    period: 'Période',
    from: 'Du',
    to: 'au',
    group: 'Seulement le groupe',
    priority: 'Seulement la priorité',
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
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** Where a dashboard's numbers come from and what they are limited to, in one line. */
export function provenance(
  locale: Locale,
  range: { from: string; to: string } | undefined,
  snapshot: SnapshotInfo | null,
  filter: { group?: string | undefined; priority?: string | undefined } = {},
): string {
  const say = words[locale];
  if (snapshot === null || range === undefined) return say.noSnapshot;
  const through = formatInstant(snapshot.dataThrough, snapshot.businessZone, locale);
  return [
    `${say.from} ${formatDate(range.from, locale)} ${say.to} ${formatDate(range.to, locale)}`,
    ...(filter.group ? [`${say.group} ${filter.group}`] : []),
    ...(filter.priority ? [`${say.priority} ${filter.priority.toUpperCase()}`] : []),
    `${say.dataThrough} ${through} (${snapshot.businessZone})`,
    `${say.snapshot} ${snapshot.n} (${say.position} ${snapshot.position})`,
    ...(snapshot.processVersions.length > 0
      ? [`${say.processes} ${snapshot.processVersions.join(', ')}`]
      : []),
    say.partial,
  ].join(' · ');
}

export function formatDate(date: string, locale: Locale): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return new Intl.DateTimeFormat(tagOf(locale), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    at,
  );
}

function formatInstant(instant: string, timeZone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tagOf(locale), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(Date.parse(instant));
}

export function tagOf(locale: Locale): string {
  return locale === 'fr' ? 'fr-FR' : 'en-GB';
}
