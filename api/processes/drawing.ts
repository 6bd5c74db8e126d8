import { z } from 'zod';
import { findDrawnProcess } from '../../database/process_drawings.ts';
import type { DiagramPart, ProcessDiagram } from '../../workflows/processes/diagram/diagram.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import { processWord } from '../http/text.ts';
import { type ProcessDrawing, processDrawing } from './live_contract.ts';

const drawingPath = z.strictObject({
  id: processWord,
  version: z.coerce.number().int().min(1).max(2_147_483_647),
});

export const getProcessDrawing = defineOperation({
  id: 'getProcessDrawing',
  method: 'get',
  address: '/api/processes/{id}/versions/{version}/drawing',
  summary: 'What can lead from where to where in a process, by its code',
  tag: 'Processes',
  path: drawingPath,
  answers: { 200: { description: 'The drawing', schema: processDrawing } },
  async handle({ path: { id, version } }, { database, drawings }) {
    const found = await withDatabase(() => findDrawnProcess(database, id, version));
    if (!found) throw notFound('process', `${id}@${version}`);
    const { snapshot, drawing } = found;
    const isGivenUp = !drawing && !drawings.draw(snapshot);
    const { id: processId, version: drawnVersion } = snapshot;
    const groups = Object.entries(snapshot.groups).map(([name, { tier }]) => ({ id: name, tier }));
    return {
      status: 200,
      body: {
        id: processId,
        version: drawnVersion,
        isDrawn: drawing !== null,
        isGivenUp,
        groups,
        ...(drawing ? partsOf(drawing) : { states: [], moves: [], groupMoves: [] }),
      },
    };
  },
});

/** The drawing as pairs of nodes: what leaves or enters a frame does so of each node in it. */
function partsOf({
  parts,
}: ProcessDiagram): Pick<ProcessDrawing, 'states' | 'moves' | 'groupMoves'> {
  const [lifecycle, escalation] = parts;
  return {
    states: (lifecycle?.nodes ?? []).map(({ id }) => id),
    moves: lifecycle ? [...movesOf(lifecycle), ...changesOfReason(lifecycle)] : [],
    groupMoves: escalation ? movesOf(escalation, 'group_') : [],
  };
}

/** What a ticket waits for can be changed, which the drawing says once instead of by edges. */
function changesOfReason({ frames, nodes }: DiagramPart): ProcessDrawing['moves'] {
  const isFree = frames.some(({ id, note }) => id === 'pending' && note !== null);
  const waiting = isFree ? nodes.filter(({ frame }) => frame === 'pending') : [];
  return waiting.flatMap(({ id: before }) =>
    waiting
      .filter(({ id }) => id !== before)
      .map(({ id: after }) => ({ before, after, by: 'command' as const })),
  );
}

function movesOf(part: DiagramPart, prefix = ''): ProcessDrawing['moves'] {
  const inFrame = (id: string): string[] => [
    ...part.nodes.filter(({ frame }) => frame === id).map((node) => node.id),
    ...part.frames.filter(({ parent }) => parent === id).flatMap((frame) => inFrame(frame.id)),
  ];
  const nodesOf = (id: string) =>
    part.frames.some((frame) => frame.id === id) ? inFrame(id) : [id];
  const bare = (id: string) => (id.startsWith(prefix) ? id.slice(prefix.length) : null);
  return part.edges.flatMap(({ from, to, kind }) =>
    (from === null ? [null] : nodesOf(from)).flatMap((before) =>
      nodesOf(to).flatMap((after) => {
        const [source, target] = [before === null ? null : bare(before), bare(after)];
        const isOfGroups = target !== null && (before === null || source !== null);
        return isOfGroups && source !== target ? [{ before: source, after: target, by: kind }] : [];
      }),
    ),
  );
}
