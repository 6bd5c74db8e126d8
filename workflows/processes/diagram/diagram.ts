import type { ProcessSnapshot } from '../../domain/process.ts';
import { keyWords } from '../process_words.ts';
import { escalationPart } from './escalation.ts';
import { lifecyclePart } from './lifecycle.ts';

/** A state or a support group. */
export interface DiagramNode {
  id: string;
  title: string;
  /** The frame it is drawn in. */
  frame: string | null;
  isEnd: boolean;
}

/** Nodes drawn together; an edge of a frame is one of each of its nodes. */
export interface DiagramFrame {
  id: string;
  title: string;
  note: string | null;
  /** The frame around it. */
  parent: string | null;
}

/** `command` is an act of people, `time` a timeout, `rule` something the process does by itself. */
export type EdgeKind = 'command' | 'time' | 'rule';

export interface DiagramEdge {
  /** A node or a frame; null for where tickets begin. */
  from: string | null;
  /** A node or a frame: the ticket goes to the node it was in, or that now fits it. */
  to: string;
  kind: EdgeKind;
  labels: string[];
}

export interface DiagramPart {
  id: string;
  title: string;
  frames: DiagramFrame[];
  nodes: DiagramNode[];
  edges: DiagramEdge[];
}

export interface ProcessDiagram {
  title: string;
  /** The statuses a ticket goes through, and the support groups it climbs to. */
  parts: DiagramPart[];
}

/** What the keys of a process are called on the drawing. */
export interface DiagramTitles {
  title: string;
  group(id: string): string;
  category(id: string): string;
  tier(id: string): string;
}

/** Keys as plain words, for a process of which only the compiled form is known. */
export function plainTitles({ id, version }: ProcessSnapshot): DiagramTitles {
  const title = `${keyWords(id)}, version ${version}`;
  return { title, group: keyWords, category: keyWords, tier: keyWords };
}

/**
 * A process as a drawing. The statuses and what leads from one to the next are not drawn from the
 * definition but from what the core does when everything is tried (see `explore`): nothing is on
 * the drawing that cannot happen. Equal processes give equal drawings.
 */
export function processDiagram(
  process: ProcessSnapshot,
  titles: DiagramTitles = plainTitles(process),
): ProcessDiagram {
  return {
    title: titles.title,
    parts: [lifecyclePart(process), escalationPart(process, titles)],
  };
}
