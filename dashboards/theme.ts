import type { Config } from 'vega-lite';
import type { Locale } from './catalogue.ts';

export type Theme = 'light' | 'dark';

export const fontFamily = 'DejaVu Sans, Verdana, sans-serif';

interface Palette {
  background: string;
  ink: string;
  quiet: string;
  grid: string;
  /** Told apart with every common kind of colour blindness (after Okabe and Ito). */
  categories: string[];
  /** From most to least urgent: told apart by lightness alone. */
  ordinal: string[];
}

export const palettes: Record<Theme, Palette> = {
  light: {
    background: '#ffffff',
    ink: '#1b1f24',
    quiet: '#57606a',
    grid: '#e4e7eb',
    categories: ['#0072b2', '#d55e00', '#009e73', '#993377', '#e69f00', '#56b4e9', '#5c5c5c'],
    ordinal: ['#7a0403', '#d5531a', '#f2a541', '#f7d9a0'],
  },
  dark: {
    background: '#14181d',
    ink: '#e8ebee',
    quiet: '#a5adb6',
    grid: '#2c333b',
    categories: ['#56b4e9', '#e69f00', '#35b37e', '#d38bc4', '#f0e442', '#f2785c', '#b8bfc6'],
    ordinal: ['#fde3c4', '#f6b56f', '#e07f36', '#b4531f'],
  },
};

/** Vega-Lite configuration: what all charts of a theme and language have in common. */
export function themeConfig(theme: Theme, locale: Locale): Config {
  const { background, ink, quiet, grid, categories, ordinal } = palettes[theme];
  return {
    background,
    padding: 20,
    font: fontFamily,
    view: { stroke: null },
    numberFormat: ',.2~f',
    title: {
      color: ink,
      subtitleColor: quiet,
      anchor: 'start',
      frame: 'group',
      fontSize: 14,
      subtitleFontSize: 11,
      subtitlePadding: 6,
      offset: 12,
    },
    axis: {
      labelColor: quiet,
      titleColor: quiet,
      titleFontWeight: 'normal',
      titleFontSize: 11,
      labelFontSize: 11,
      titlePadding: 8,
      gridColor: grid,
      domainColor: grid,
      tickColor: grid,
    },
    axisX: { grid: false, labelOverlap: 'parity', labelSeparation: 12, labelFlush: true },
    axisY: { domain: false, ticks: false, tickCount: 5, minExtent: 42 },
    legend: {
      orient: 'bottom',
      labelColor: quiet,
      titleColor: quiet,
      titleFontWeight: 'normal',
      labelFontSize: 11,
      titleFontSize: 11,
      symbolSize: 80,
      columnPadding: 16,
      labelLimit: 220,
      offset: 12,
    },
    text: { color: ink },
    line: { strokeWidth: 2, color: categories[0] ?? ink },
    point: { color: categories[0] ?? ink },
    area: { opacity: 0.95, color: categories[0] ?? ink },
    bar: { color: categories[0] ?? ink, discreteBandSize: { band: 0.7 } },
    rule: { color: categories[0] ?? ink },
    range: { category: categories, ordinal },
    ...(locale === 'fr' ? { locale: french } : {}),
  };
}

/** What the charts of dashboards have in common beyond that: their specifications do not repeat it. */
export function dashboardConfig(theme: Theme, locale: Locale): Config {
  const config = themeConfig(theme, locale);
  return {
    ...config,
    axisXQuantitative: { grid: true },
    axisXDiscrete: { labelAngle: 0 },
    axisYBand: { labelLimit: 150 },
    style: {
      dot: { filled: true, size: 50 },
      tile_number: { ...tileText, y: 18, fontSize: 28, fontWeight: 'bold' },
      tile_note: { ...tileText, y: 44, fontSize: 11, opacity: 0.8 },
    },
  };
}

const tileText = { x: 0, align: 'left', baseline: 'middle' } as const;

/** What a browser has, so that what is measured is what is drawn. */
const screenFont =
  '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

/** The same for a chart that is part of a page: it stands on the page's own ground. */
export function onScreen(config: Config): Config {
  return { ...config, font: screenFont, background: 'transparent', padding: 4 };
}

const french: NonNullable<Config['locale']> = {
  number: {
    decimal: ',',
    thousands: '\u202f',
    grouping: [3],
    currency: ['', '\u202f€'],
    percent: '\u202f%',
  },
  time: {
    dateTime: '%A %e %B %Y à %X',
    date: '%d/%m/%Y',
    time: '%H:%M:%S',
    periods: ['AM', 'PM'],
    days: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
    shortDays: ['dim.', 'lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.'],
    // biome-ignore format: a year in two lines
    months: [
      'janvier', 'février', 'mars', 'avril', 'mai', 'juin',
      'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre',
    ],
    // biome-ignore format: a year in two lines
    shortMonths: [
      'janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin',
      'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.',
    ],
  },
};
