import { Graph, layout } from '@dagrejs/dagre';
import type { ProcessDrawing, ProcessMap } from '../../../../contract.ts';

export type MapEdge = ProcessMap['edges'][number];
export type MapActivity = ProcessMap['activities'][number];

/** Something that the picture has a box for; null before the first activity and after the last. */
export interface DrawnNode {
  id: string;
  activity: MapActivity | null;
  title: string;
  kind: 'start' | 'end' | 'activity';
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * What follows what. `code` where the process provides for it and it was never done; `deviating`
 * where it was done and the process does not provide for it.
 */
export interface DrawnEdge {
  key: string;
  kind: 'done' | 'deviating' | 'code';
  edge: MapEdge | null;
  /** How often it was done under a version that does not provide for it. */
  deviatingCount: number;
  before: string | null;
  after: string | null;
  path: string;
  /** Where its words go. */
  at: { x: number; y: number };
  /** From 0 to 1, how often beside the most frequent. */
  weight: number;
}

export interface DrawnMap {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
  width: number;
  height: number;
}

const startId = '\u0000start';
const endId = '\u0000end';
const characterWidth = 7.4;
const nodeHeight = 46;

interface Wanted {
  map: ProcessMap;
  /** What each version of the process provides for that is known: a move is compared with its own. */
  provided: ReadonlyMap<number, ProcessDrawing['moves']>;
  /** Whether what is done and not provided for is told: of groups anybody may send anywhere. */
  tellsDeviating: boolean;
  /** Moves of fewer of the cases are left out. */
  threshold: number;
  titleOf(activity: string): string;
}

/** Lays the graph out from top to bottom; equal maps give equal pictures. */
export function layOut(wanted: Wanted): DrawnMap {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 46, ranksep: 58, marginx: 16, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const edges = [...doneEdges(wanted), ...codeEdges(wanted)];
  const nodes = nodesOf(wanted, edges);
  for (const node of nodes) {
    graph.setNode(node.id, { width: node.width, height: node.height });
  }
  for (const edge of edges) {
    const [before, after] = [edge.before ?? startId, edge.after ?? endId];
    const label = edge.kind === 'code' ? { width: 8, height: 4 } : { width: 84, height: 16 };
    graph.setEdge(
      before,
      after,
      { ...label, labelpos: 'c', weight: 1 + edge.weight * 8 },
      edge.key,
    );
  }
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: nodes.map((node) => {
      const { x, y } = graph.node(node.id) as { x: number; y: number };
      return { ...node, x, y };
    }),
    edges: edges.map((edge) => {
      const laid = graph.edge({
        v: edge.before ?? startId,
        w: edge.after ?? endId,
        name: edge.key,
      }) as { points: Point[]; x?: number; y?: number };
      const middle = laid.points[Math.floor(laid.points.length / 2)] ?? { x: 0, y: 0 };
      const at = { x: laid.x ?? middle.x, y: laid.y ?? middle.y };
      return { ...edge, path: pathOf(laid.points), at };
    }),
  };
}

export interface Point {
  x: number;
  y: number;
}

/** A line through the middles between the points, bent at each of them. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const isLast = index === rest.length - 2;
    const [x, y] = isLast ? [next.x, next.y] : [(point.x + next.x) / 2, (point.y + next.y) / 2];
    return `Q${round(point.x)} ${round(point.y)} ${round(x)} ${round(y)}`;
  });
  const end = bends.length > 0 ? bends.join(' ') : `L${round(last.x)} ${round(last.y)}`;
  return `M${round(first.x)} ${round(first.y)} ${end}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

type Unplaced = Omit<DrawnEdge, 'path' | 'at'>;

function doneEdges({ map, provided, tellsDeviating, threshold }: Wanted): Unplaced[] {
  const most = Math.max(1, ...map.edges.map(({ count }) => count));
  const keys = new Map(
    [...provided].map(([version, moves]) => [version, new Set(moves.map(keyOf))]),
  );
  const deviatingIn = (edge: MapEdge) =>
    edge.versions.reduce((sum, { version, count }) => {
      const moves = keys.get(version);
      return moves && !moves.has(keyOf(edge)) ? sum + count : sum;
    }, 0);
  return map.edges
    .filter(({ caseCount }) => caseCount >= threshold * map.caseCount)
    .map((edge) => {
      const { before, after, count } = edge;
      const deviatingCount = tellsDeviating && after !== null ? deviatingIn(edge) : 0;
      const kind = deviatingCount > 0 ? ('deviating' as const) : ('done' as const);
      return { key: keyOf(edge), kind, edge, deviatingCount, before, after, weight: count / most };
    });
}

function keyOf({ before, after }: Pick<MapEdge, 'before' | 'after'>): string {
  return `${before}\u0000${after}`;
}

/** What could have happened and never did, between what is there. */
function codeEdges({ map, provided }: Wanted): Unplaced[] {
  const done = new Set(map.edges.map(keyOf));
  const known = new Set(map.activities.map(({ activity }) => activity));
  const possible = new Map<string, Unplaced>();
  for (const { before, after } of [...provided.values()].flat()) {
    const key = keyOf({ before, after });
    // Of what nobody ever was at, only the box is drawn, and what leads to it from the start.
    const isNear = known.has(after) && (before === null || known.has(before));
    if (done.has(key) || !isNear) continue;
    possible.set(key, {
      key,
      kind: 'code',
      edge: null,
      deviatingCount: 0,
      before,
      after,
      weight: 0,
    });
  }
  return [...possible.values()];
}

function nodesOf({ map, titleOf }: Wanted, edges: readonly Unplaced[]): DrawnNode[] {
  const shown = new Set(edges.flatMap(({ before, after }) => [before, after]));
  const place = { x: 0, y: 0 };
  const round = { ...place, width: 18, height: 18, title: '', activity: null };
  return [
    ...(edges.some(({ before }) => before === null)
      ? [{ id: startId, kind: 'start' as const, ...round }]
      : []),
    ...map.activities
      .filter(({ activity }) => shown.has(activity))
      .map((activity) => {
        const title = titleOf(activity.activity);
        const width = Math.max(96, Math.min(280, title.length * characterWidth + 28));
        return {
          ...place,
          id: activity.activity,
          kind: 'activity' as const,
          activity,
          title,
          width,
          height: nodeHeight,
        };
      }),
    ...(edges.some(({ after }) => after === null)
      ? [{ id: endId, kind: 'end' as const, ...round }]
      : []),
  ];
}
