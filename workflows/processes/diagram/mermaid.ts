import type { DiagramEdge, DiagramNode, DiagramPart, ProcessDiagram } from './diagram.ts';

/**
 * The drawing as a Mermaid `stateDiagram-v2`. Mermaid draws no edge between the insides of two
 * states, so a frame that has edges is a state of its own that stands for any of its nodes.
 */
export function mermaidOf({ title, parts }: ProcessDiagram): string {
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'stateDiagram-v2',
    ...parts.flatMap(partLines),
    '',
  ].join('\n');
}

function partLines(part: DiagramPart): string[] {
  const frames = part.frames.filter(({ id }) =>
    part.edges.some(({ from, to }) => from === id || to === id),
  );
  return [
    `  state ${quoted(part.title)} as ${part.id} {`,
    '    direction LR',
    ...part.nodes.map(
      (node) => `    state ${quoted(titleOf(node, part))} as ${idOf(part, node.id)}`,
    ),
    ...frames.map(({ id, title }) => `    state ${quoted(`${title}, any`)} as ${idOf(part, id)}`),
    ...part.edges.map((edge) => `    ${edgeLine(edge, part)}`),
    ...part.nodes.filter(({ isEnd }) => isEnd).map(({ id }) => `    ${idOf(part, id)} --> [*]`),
    '  }',
  ];
}

/** In a group’s title its tier, since tiers are not drawn around them. */
function titleOf({ title, frame }: DiagramNode, part: DiagramPart): string {
  const around = part.frames.find(({ id }) => id === frame);
  return part.id === 'escalation' && around ? `${title} (${around.title})` : title;
}

function edgeLine({ from, to, kind, labels }: DiagramEdge, part: DiagramPart): string {
  const source = from === null ? '[*]' : idOf(part, from);
  const words = plain(labels.filter((label) => label !== '').join(' / '));
  const marked = kind === 'rule' && words !== '' ? `by rule, ${words}` : words;
  return `${source} --> ${idOf(part, to)}${marked === '' ? '' : ` : ${marked}`}`;
}

/** Ids are shared by the whole diagram, and some plain words mean something to Mermaid. */
function idOf({ id: part }: DiagramPart, id: string): string {
  return `${part}_${id}`;
}

function quoted(text: string): string {
  return `"${plain(text)}"`;
}

/** Without what ends a label or a statement in Mermaid. */
function plain(text: string): string {
  return text.replaceAll('"', '”').replaceAll(';', ',').replaceAll('#', '').replaceAll(':', '·');
}
