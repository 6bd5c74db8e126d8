import { h } from 'preact';

/** The elements of a 24 × 24 line drawing. */
export type Drawing = [element: string, attributes: Record<string, string>][];

const frame = {
  class: 'icon',
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '2',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const;

/** Decorative unless `label` says what it means where no text does. */
export function Icon({ of, label }: { of: Drawing; label?: string }) {
  const lines = of.map(([element, attributes]) => h(element, attributes));
  return label === undefined ? (
    <svg {...frame} aria-hidden="true">
      {lines}
    </svg>
  ) : (
    <svg {...frame} role="img" aria-label={label}>
      {lines}
    </svg>
  );
}

/** The mark: three landings of a staircase. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#3346b8" />
      <path
        d="M6 25h7v-6h7v-6h6V8"
        fill="none"
        stroke="#fff"
        stroke-width="3"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
