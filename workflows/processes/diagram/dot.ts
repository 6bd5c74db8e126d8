import type {
  DiagramEdge,
  DiagramFrame,
  DiagramNode,
  DiagramPart,
  ProcessDiagram,
} from './diagram.ts';

const font = 'fontname="Helvetica,Arial,sans-serif"';
const labelWidth = 28;

/** The drawing in the DOT language of Graphviz. */
export function dotOf({ title, parts }: ProcessDiagram): string {
  return [
    `digraph ${quoted(title)} {`,
    `  graph [compound=true, rankdir=LR, ${font}, fontsize=16, labelloc=t, label=${quoted(title)}, `,
    '    nodesep=0.45, ranksep=0.6, bgcolor="white", pad=0.3]',
    `  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#334155", ${font}, fontsize=12]`,
    `  edge [${font}, fontsize=10, color="#334155", fontcolor="#334155"]`,
    // From left to right Graphviz stacks upwards: the first part is to be on top.
    ...parts.toReversed().flatMap((part) => partLines(part)),
    '}',
    '',
  ].join('\n');
}

function partLines(part: DiagramPart): string[] {
  return [
    `  subgraph ${quoted(`cluster_${part.id}`)} {`,
    `    label=${quoted(part.title)}; fontsize=14; color="#cbd5e1"; style=rounded`,
    ...(part.edges.some(({ from }) => from === null)
      ? [`    ${idOf(part, 'start')} [shape=circle, label="", width=0.2, fillcolor="#334155"]`]
      : []),
    ...frameLines(part, null),
    ...part.edges.map((edge) => `    ${edgeLine(edge, part)}`),
    '  }',
  ];
}

/** The frames and nodes directly in a frame. */
function frameLines(part: DiagramPart, parent: string | null): string[] {
  return [
    ...part.nodes.filter(({ frame }) => frame === parent).map((node) => nodeLine(node, part)),
    ...part.frames
      .filter((frame) => frame.parent === parent && nodesIn(part, frame).length > 0)
      .flatMap((frame) => [
        `    subgraph ${quoted(clusterOf(part, frame.id))} {`,
        `    label=${quoted(frameTitle(frame))}; fontsize=11; color="#94a3b8"; style="rounded,dashed"`,
        ...frameLines(part, frame.id),
        '    }',
      ]),
  ];
}

function frameTitle({ title, note }: DiagramFrame): string {
  return note === null ? title : `${title} (${note})`;
}

function nodeLine({ id, title, isEnd }: DiagramNode, part: DiagramPart): string {
  const end = isEnd ? ', peripheries=2' : '';
  return `    ${idOf(part, id)} [label=${quoted(title)}${end}]`;
}

const styles = { command: 'solid', time: 'dashed', rule: 'dotted' } as const;

function edgeLine({ from, to, kind, labels }: DiagramEdge, part: DiagramPart): string {
  const tail = part.frames.find(({ id }) => id === from);
  const head = part.frames.find(({ id }) => id === to);
  const source = tail ? lastIn(part, tail) : (from ?? 'start');
  const target = head ? firstIn(part, head) : to;
  const place = (id: string) => part.nodes.findIndex((node) => node.id === id);
  const words = labels.filter((label) => label !== '').flatMap((label) => wrapped(label));
  const attributes = [
    ...(words.length > 0 ? [`label=${quoted(words.join('\n'))}`] : []),
    ...(tail ? [`ltail=${quoted(clusterOf(part, tail.id))}`] : []),
    ...(head ? [`lhead=${quoted(clusterOf(part, head.id))}`] : []),
    `style=${styles[kind]}`,
    // What leads back must not push the later states to the front.
    ...(place(target) < place(source) ? ['constraint=false'] : []),
  ];
  return `${idOf(part, source)} -> ${idOf(part, target)} [${attributes.join(', ')}]`;
}

/** Graphviz draws edges between nodes: what leaves a frame leaves its last, what enters its first. */
function lastIn(part: DiagramPart, frame: DiagramFrame): string {
  return (nodesIn(part, frame).at(-1) as DiagramNode).id;
}

function firstIn(part: DiagramPart, frame: DiagramFrame): string {
  return (nodesIn(part, frame)[0] as DiagramNode).id;
}

function nodesIn(part: DiagramPart, { id }: DiagramFrame): DiagramNode[] {
  const inner = part.frames.filter(({ parent }) => parent === id);
  return [
    ...part.nodes.filter(({ frame }) => frame === id),
    ...inner.flatMap((frame) => nodesIn(part, frame)),
  ];
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < labelWidth) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function clusterOf({ id: part }: DiagramPart, frame: string): string {
  return `cluster_${part}_${frame}`;
}

function idOf({ id: part }: DiagramPart, id: string): string {
  return quoted(`${part}_${id}`);
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
