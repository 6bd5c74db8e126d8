import { useId } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { t } from '../../words/language.ts';
import { waitClass } from './map_graph.tsx';
import { lengthText } from './map_words.ts';
import { type NowNode, type NowPicture, placeHeight, titleHeight } from './now_layout.ts';
import { addressOfList, type NowPlace } from './now_places.ts';

const hourSeconds = 3_600;
/** Versions that are named in the picture; the table names all. */
const namedVersions = 3;

interface NowGraphProps {
  picture: NowPicture;
  label: string;
  /** Whoever reads lists of tickets is led to them. */
  isLinked: boolean;
}

/** The process, with who is where now. */
export function NowGraph({ picture, label, isLinked }: NowGraphProps) {
  const { width, height, nodes, edges } = picture;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="map-scroll live-picture" tabIndex={0} aria-label={label}>
      <svg class="process-map" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <title>{label}</title>
        <defs>
          <marker
            id="now-arrow"
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
        {edges.map(({ key, by, path }) => (
          <path key={key} class={`live-edge is-by-${by}`} d={path} marker-end="url(#now-arrow)" />
        ))}
        {nodes.map((node) => (
          <Node key={node.id} node={node} isLinked={isLinked} />
        ))}
      </svg>
    </section>
  );
}

function Node({ node, isLinked }: { node: NowNode; isLinked: boolean }) {
  const titleId = useId();
  const { kind, title, places, x, y, width, height } = node;
  if (kind === 'start') return <circle class="map-start" cx={x} cy={y} r={width / 2} />;
  const [left, top] = [x - width / 2, y - height / 2];
  return (
    <g class={`live-node is-${kind}`}>
      <rect
        class={`live-box ${places.length === 0 ? 'is-empty' : ''}`}
        x={left}
        y={top}
        width={width}
        height={height}
        rx={7}
      />
      <text id={titleId} class="live-title" x={x} y={top + 20} text-anchor="middle">
        {title}
      </text>
      {places.map((place, index) => (
        <Place
          key={place.key}
          place={place}
          titleId={titleId}
          isLinked={isLinked}
          x={left + 4}
          y={top + titleHeight + index * placeHeight}
          width={width - 8}
        />
      ))}
    </g>
  );
}

interface PlaceProps {
  place: NowPlace;
  /** What the box is called that it is in. */
  titleId: string;
  isLinked: boolean;
  x: number;
  y: number;
  width: number;
}

function Place({ place, titleId, isLinked, x, y, width }: PlaceProps) {
  const { route } = useLocation();
  const id = useId();
  const { part, stay, alarm } = place;
  const count = t('live.tickets', { count: stay.count });
  const body = (
    <>
      <rect
        class={`live-stay ${waitClass(stay.medianSeconds / hourSeconds)}`}
        x={x}
        y={y}
        width={width}
        height={placeHeight - 4}
        rx={5}
      />
      <text class="live-count" x={x + 10} y={y + 18}>
        {part === '' ? count : t('live.part_count', { part, count })}{' '}
      </text>
      <text x={x + 10} y={y + 34}>
        {stayText(stay)}{' '}
      </text>
      <text x={x + 10} y={y + 50}>
        {versionsText(stay)}{' '}
      </text>
      {alarm !== '' && (
        <text class="live-alarm" x={x + width - 8} y={y + 18} text-anchor="end">
          ⚠ {alarm}
        </text>
      )}
    </>
  );
  if (!isLinked) return <g class="live-place">{body}</g>;
  const address = addressOfList(place);
  return (
    <a
      id={id}
      class="live-place"
      href={address}
      // Named as it is seen, after the box it is in.
      aria-labelledby={`${titleId} ${id}`}
      // In a picture the address of a link is no text, by which the router would know it.
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        route(address);
      }}
    >
      {body}
    </a>
  );
}

function stayText({ medianSeconds, p90Seconds, longestSeconds }: NowPlace['stay']): string {
  return t('live.stay', {
    median: lengthText(medianSeconds / hourSeconds),
    p90: lengthText(p90Seconds / hourSeconds),
    longest: lengthText(longestSeconds / hourSeconds),
  });
}

function versionsText({ versions }: NowPlace['stay']): string {
  const named = versions
    .slice(0, namedVersions)
    .map(({ version, count }) => t('live.version_count', { version, count }));
  return [...named, ...(versions.length > namedVersions ? ['…'] : [])].join(' · ');
}
