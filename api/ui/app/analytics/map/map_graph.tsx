import { t } from '../../words/language.ts';
import { number } from '../../words/time.ts';
import type { DrawnEdge, DrawnMap, DrawnNode } from './map_layout.ts';
import { lengthText } from './map_words.ts';

interface MapGraphProps {
  drawn: DrawnMap;
  label: string;
  titleOf(activity: string | null): string;
  onActivity(activity: string): void;
  onEdge(before: string | null, after: string | null): void;
}

/** How long it is waited, in four steps: an hour, a working day, three days. */
export const waitSteps = [1, 8, 72] as const;

export function waitClass(hours: number | null): string {
  if (hours === null) return 'wait-none';
  return `wait-${waitSteps.filter((step) => hours >= step).length}`;
}

/** What follows what: the wider the more often, coloured by how long it was waited. */
export function MapGraph({ drawn, label, titleOf, onActivity, onEdge }: MapGraphProps) {
  const { width, height, nodes, edges } = drawn;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="map-scroll" tabIndex={0} aria-label={label}>
      <svg class="process-map" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <title>{label}</title>
        <defs>
          <marker
            id="map-arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0 0 L8 4 L0 8 z" fill="context-stroke" />
          </marker>
        </defs>
        {edges.map((edge) => (
          <Edge
            key={edge.key}
            drawn={edge}
            words={`${titleOf(edge.before)} → ${titleOf(edge.after)}`}
            onPress={() => onEdge(edge.before, edge.after)}
          />
        ))}
        {nodes.map((node) => (
          <Node key={node.id} node={node} onPress={() => onActivity(node.id)} />
        ))}
      </svg>
    </section>
  );
}

interface EdgeProps {
  drawn: DrawnEdge;
  words: string;
  onPress(): void;
}

function Edge({ drawn, words, onPress }: EdgeProps) {
  const { edge, kind, deviatingCount, path, at, weight } = drawn;
  if (!edge) return <path class="map-edge is-code" d={path} marker-end="url(#map-arrow)" />;
  const wait = edge.medianHours === null ? '' : ` · ${lengthText(edge.medianHours)}`;
  const shown = `${kind === 'deviating' ? '⚠ ' : ''}${number(edge.count)}${wait}`;
  const said =
    kind === 'deviating'
      ? t('map.edge_deviating', { words, shown, count: deviatingCount })
      : t('map.edge', { words, shown });
  const strokeWidth = 1.25 + 6 * Math.sqrt(weight);
  return (
    <Pressable
      class={`map-edge is-${kind} ${waitClass(edge.medianHours)}`}
      label={said}
      onPress={onPress}
    >
      <path class="map-reach" d={path} />
      <path class="map-line" d={path} stroke-width={strokeWidth} marker-end="url(#map-arrow)" />
      <text x={at.x} y={at.y + 4} text-anchor="middle">
        {shown}
      </text>
    </Pressable>
  );
}

function Node({ node, onPress }: { node: DrawnNode; onPress(): void }) {
  const { kind, x, y, width, height, title, activity } = node;
  if (!activity) {
    return <circle class={`map-${kind}`} cx={x} cy={y} r={kind === 'start' ? 8 : 7} />;
  }
  const count = t('map.cases', { count: activity.caseCount });
  return (
    <Pressable class="map-node" onPress={onPress}>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={7} />
      <text x={x} y={y - 3} text-anchor="middle">
        {title}{' '}
      </text>
      <text class="map-count" x={x} y={y + 14} text-anchor="middle">
        {count}
      </text>
    </Pressable>
  );
}

interface PressableProps {
  class: string;
  /** Where its texts do not say what it is. */
  label?: string;
  onPress(): void;
  children: preact.ComponentChildren;
}

/** A part of the picture that can be pressed, as a button is. */
function Pressable({ class: look, label, onPress, children }: PressableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture has no buttons.
    <g
      class={look}
      role="button"
      // In a picture, attributes are written as they are: only so it can be reached by keyboard.
      tabindex={0}
      aria-label={label}
      onClick={onPress}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onPress();
      }}
    >
      {children}
    </g>
  );
}
