import { computed, signal } from '@preact/signals';
import { readSetting, writeSetting } from './settings.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(systemDark.matches);
systemDark.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches;
});

export const theme = signal<Theme>(initialTheme());
export const isDark = computed(() =>
  theme.value === 'system' ? isSystemDark.value : theme.value === 'dark',
);
applyTheme(theme.value);

function initialTheme(): Theme {
  return themes.find((each) => each === readSetting('theme')) ?? 'system';
}

/** `light-dark()` in the style follows `color-scheme`; the system's choice is the default. */
function applyTheme(next: Theme): void {
  document.documentElement.style.colorScheme = next === 'system' ? 'light dark' : next;
}

export function chooseTheme(next: Theme): void {
  theme.value = next;
  writeSetting('theme', next);
  applyTheme(next);
}
