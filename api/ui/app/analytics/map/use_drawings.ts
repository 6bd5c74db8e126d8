import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ProcessDrawing, ProcessMap } from '../../../../contract.ts';
import { desk } from '../../client/desk.ts';

const drawnAgainMs = 5_000;
/** Versions that a map is compared with at most: those under which most was done. */
const comparedMax = 8;

interface FollowedVersion {
  version: number;
  /** Moves that were made under it. */
  count: number;
}

/** What the versions that tickets followed provide for, as far as that is known. */
export interface Drawings {
  provided: ReadonlyMap<number, ProcessDrawing['moves']>;
  compared: FollowedVersion[];
  /** Those that nothing is known of. */
  left: FollowedVersion[];
  /** Some are being found out. */
  isDrawing: boolean;
}

/** What the versions provide for that the moves of a map were made under. */
export function useDrawings(process: string | null, map: ProcessMap): Drawings {
  const versions = useMemo(() => versionsOf(map), [map]);
  const asked = versions.slice(0, comparedMax).map(({ version }) => version);
  const known = useAnswers(process, asked);
  return useMemo(() => drawingsOf(map, versions, known), [map, versions, known]);
}

/** What one version provides for; null until that is known. */
export function useDrawing(process: string, version: number | undefined) {
  const known = useAnswers(process, version === undefined ? [] : [version]);
  const answer = version === undefined ? undefined : known.get(version);
  const isDrawn = answer?.isDrawn === true;
  return {
    drawing: isDrawn ? answer : null,
    isDrawing: answer !== undefined && isUnderWay(answer),
  };
}

type Answers = ReadonlyMap<number, ProcessDrawing>;

/** Asks for each of the versions, again while it is being found out. */
function useAnswers(process: string | null, asked: readonly number[]): Answers {
  const drawings = useSignal<Answers>(new Map());
  const key = `${process} ${asked.join(' ')}`;
  useEffect(() => {
    const asking = new AbortController();
    const later = new Set<ReturnType<typeof setTimeout>>();
    drawings.value = new Map();
    const ask = async (id: string, version: number) => {
      const answer = await desk.getProcessDrawing(
        { path: { id, version } },
        { signal: asking.signal },
      );
      if (asking.signal.aborted || !answer.isOk) return;
      drawings.value = new Map([...drawings.value, [version, answer.data]]);
      if (!isUnderWay(answer.data)) return;
      later.add(setTimeout(() => void ask(id, version), drawnAgainMs));
    };
    if (process !== null) for (const version of asked) void ask(process, version);
    return () => {
      asking.abort();
      for (const each of later) clearTimeout(each);
    };
  }, [key]);
  return drawings.value;
}

function isUnderWay({ isDrawn, isGivenUp }: ProcessDrawing): boolean {
  return !isDrawn && !isGivenUp;
}

function drawingsOf({ level }: ProcessMap, versions: FollowedVersion[], known: Answers): Drawings {
  // Of steps and of a log's own words no process says what follows what.
  const isTold = level === 'status' || level === 'group';
  const drawn = [...known].filter(([, { isDrawn }]) => isDrawn && isTold);
  const provided = new Map(
    drawn.map(([version, { moves, groupMoves }]) => [
      version,
      level === 'group' ? groupMoves : moves,
    ]),
  );
  return {
    provided,
    compared: versions.filter(({ version }) => provided.has(version)),
    left: isTold ? versions.filter(({ version }) => !provided.has(version)) : [],
    isDrawing:
      isTold && [...known.values()].some(({ isDrawn, isGivenUp }) => !isDrawn && !isGivenUp),
  };
}

/** The versions under which moves were made, that of the most first. */
function versionsOf({ edges }: ProcessMap): FollowedVersion[] {
  const counts = new Map<number, number>();
  for (const { version, count } of edges.flatMap((edge) => edge.versions)) {
    counts.set(version, (counts.get(version) ?? 0) + count);
  }
  return [...counts]
    .map(([version, count]) => ({ version, count }))
    .sort((a, b) => b.count - a.count || b.version - a.version);
}
