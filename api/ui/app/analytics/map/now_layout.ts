import { Graph, layout } from '@dagrejs/dagre';
import type { ProcessDrawing, ProcessNow } from '../../../../contract.ts';
import { type Point, pathOf } from './map_layout.ts';
import { stateTitle } from './map_words.ts';
import { type NowPlace, playbookPlaces, rankOf, statePlaces } from './now_places.ts';

/** A box of the picture: a state with its tiers, a playbook or one of its steps. */
export interface NowNode {
  id: string;
  kind: 'start' | 'state' | 'playbook' | 'step';
  title: string;
  places: NowPlace[];
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface NowEdge {
  key: string;
  /** Who leads there: people, time, or the process itself; `next` where a step follows another. */
  by: ProcessDrawing['moves'][number]['by'] | 'next';
  path: string;
}

export interface NowPicture {
  nodes: NowNode[];
  edges: NowEdge[];
  width: number;
  height: number;
}

/** Room for what is said of a place in the longer of the languages. */
const boxWidth = 364;
export const titleHeight = 30;
export const placeHeight = 62;
const startSize = 16;
const startId = '\u0000start';

type Unplaced = Omit<NowNode, 'x' | 'y'>;
interface Link {
  from: string;
  to: string;
  /** Null where it is only so that the one is below the other. */
  by: NowEdge['by'] | null;
}

/** Lays out what the process provides for, with who is where now; equal answers give equal pictures. */
export function layOutNow(now: ProcessNow, drawing: ProcessDrawing | null): NowPicture {
  const states = stateNodes(now, drawing);
  const playbooks = playbookNodes(now);
  const links = [
    ...stateLinks(
      states.map(({ id }) => id),
      drawing,
    ),
    ...stepLinks(playbooks),
  ];
  const start: Unplaced[] = links.some(({ from }) => from === startId)
    ? [{ ...box(startId, 'start', '', []), width: startSize, height: startSize }]
    : [];
  return placed([...start, ...states, ...playbooks], links);
}

function stateNodes(now: ProcessNow, drawing: ProcessDrawing | null): Unplaced[] {
  const places = Map.groupBy(statePlaces(now), ({ state }) => state);
  // Of a ticket that is over nothing is waited for any more.
  const isLive = (state: string) => !['closed', 'cancelled', 'merged'].includes(state);
  const states = [...new Set([...(drawing?.states ?? []).filter(isLive), ...places.keys()])];
  return states
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map((state) => box(state, 'state', stateTitle(state, now.id), places.get(state) ?? []));
}

function playbookNodes(now: ProcessNow): Unplaced[] {
  return playbookPlaces(now).map((place) => {
    const kind = 'playbookStep' in place.query ? 'step' : 'playbook';
    return box(`playbook ${place.key}`, kind, place.title, [place]);
  });
}

function box(id: string, kind: NowNode['kind'], title: string, all: NowPlace[]): Unplaced {
  const places = all.filter(({ stay }) => stay.count > 0);
  return {
    id,
    kind,
    title,
    places,
    width: boxWidth,
    height: titleHeight + places.length * placeHeight + (places.length > 0 ? 4 : 0),
  };
}

function stateLinks(states: readonly string[], drawing: ProcessDrawing | null): Link[] {
  if (!drawing?.isDrawn) {
    // Until it is found out what leads where, one state is below the other.
    return states.slice(1).map((to, index) => ({ from: states[index] ?? to, to, by: null }));
  }
  const links = new Map<string, Link>();
  for (const { before, after, by } of drawing.moves) {
    // What a ticket waits for can be changed at any time: lines between all of these say nothing.
    if (isPending(before) && isPending(after)) continue;
    const isShown = states.includes(after) && (before === null || states.includes(before));
    const key = `${before} ${after}`;
    if (isShown && !links.has(key)) links.set(key, { from: before ?? startId, to: after, by });
  }
  return [...links.values()];
}

function isPending(state: string | null): boolean {
  return state?.startsWith('pending') === true;
}

/** From a playbook through its steps, in the order in which they began. */
function stepLinks(nodes: readonly Unplaced[]): Link[] {
  return nodes.slice(1).flatMap(({ id, kind }, index): Link[] => {
    const before = nodes[index];
    return kind === 'step' && before ? [{ from: before.id, to: id, by: 'next' }] : [];
  });
}

function placed(nodes: readonly Unplaced[], links: readonly Link[]): NowPicture {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 30, ranksep: 42, marginx: 14, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to } of links) graph.setEdge(from, to, {}, `${from} ${to}`);
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: nodes.map((node) => ({ ...node, ...(graph.node(node.id) as Point) })),
    edges: links.flatMap(({ from, to, by }) => {
      if (by === null) return [];
      const key = `${from} ${to}`;
      const { points } = graph.edge({ v: from, w: to, name: key }) as { points: Point[] };
      return [{ key, by, path: pathOf(points) }];
    }),
  };
}
