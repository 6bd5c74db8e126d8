import type { DiagramEdge, EdgeKind } from './diagram.ts';

/** Gathers what leads from where to where; the same thing seen again changes nothing. */
export class EdgeGatherer {
  private readonly edges = new Map<string, DiagramEdge>();

  add(from: string | null, to: string, kind: EdgeKind, label: string): void {
    const key = `${from} ${to} ${kind}`;
    const edge = this.edges.get(key);
    if (!edge) this.edges.set(key, { from, to, kind, labels: [label] });
    else if (!edge.labels.includes(label)) edge.labels.push(label);
  }

  /** Draws what leads to every node of a frame, from one place by one label, as leading to it. */
  gatherTargets(frame: string, nodes: readonly string[]): void {
    const [first] = nodes;
    for (const { from, to, kind, label } of this.labelled()) {
      if (to !== first || (from !== null && nodes.includes(from))) continue;
      if (!nodes.every((node) => this.has(from, node, kind, label))) continue;
      for (const node of nodes) this.remove(from, node, kind, label);
      this.add(from, frame, kind, label);
    }
  }

  /** Draws what leads from every node of a frame, to one place by one label, as leaving it. */
  gatherSources(frame: string, nodes: readonly string[]): void {
    const [first] = nodes;
    for (const { from, to, kind, label } of this.labelled()) {
      if (from !== first || nodes.includes(to)) continue;
      if (!nodes.every((node) => this.has(node, to, kind, label))) continue;
      for (const node of nodes) this.remove(node, to, kind, label);
      this.add(frame, to, kind, label);
    }
  }

  remove(from: string | null, to: string, kind: EdgeKind, label: string): void {
    const key = `${from} ${to} ${kind}`;
    const edge = this.edges.get(key);
    if (!edge) return;
    edge.labels = edge.labels.filter((other) => other !== label);
    if (edge.labels.length === 0) this.edges.delete(key);
  }

  has(from: string | null, to: string, kind: EdgeKind, label: string): boolean {
    return this.edges.get(`${from} ${to} ${kind}`)?.labels.includes(label) ?? false;
  }

  /** In an order that depends on nothing but what was gathered. */
  list(): DiagramEdge[] {
    return [...this.edges.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, edge]) => ({ ...edge, labels: [...edge.labels].sort() }));
  }

  private labelled(): (Omit<DiagramEdge, 'labels'> & { label: string })[] {
    return this.list().flatMap(({ labels, ...edge }) =>
      labels.map((label) => ({ ...edge, label })),
    );
  }
}
