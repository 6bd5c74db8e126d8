import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ResultTable } from '../arrow_table.ts';

/** The height of a row, which the style sheet gives it. */
export const rowPx = 28;
const extraRows = 12;

export interface Cell {
  row: number;
  column: number;
}

/** Where somebody is in a table of which only the rows in view are in the page. */
export interface GridPlace {
  /** The rows to be drawn: from `first` up to, and without, `last`. */
  first: number;
  last: number;
  active: Signal<Cell>;
  onScroll(): void;
  /** Makes a cell the active one, in view; one outside of the table means the nearest in it. */
  move(to: Cell): void;
  /** The cell that a key leads to; undefined for keys that lead nowhere. */
  target(event: KeyboardEvent): Cell | undefined;
}

export function useGridPlace(
  table: ResultTable,
  frame: { current: HTMLElement | null },
): GridPlace {
  const { columns, rowCount } = table;
  const top = useSignal(0);
  const height = useSignal(400);
  const active = useSignal<Cell>({ row: 0, column: 0 });
  useEffect(() => {
    top.value = 0;
    active.value = { row: 0, column: 0 };
    if (frame.current) frame.current.scrollTop = 0;
  }, [table]);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(() => {
      height.value = frame.current?.clientHeight ?? height.value;
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  function move(to: Cell): void {
    const row = Math.max(0, Math.min(rowCount - 1, to.row));
    const column = Math.max(0, Math.min(columns.length - 1, to.column));
    active.value = { row, column };
    if (frame.current) scrollTo(frame.current, active.value);
  }

  function target(event: KeyboardEvent): Cell | undefined {
    const { row, column } = active.value;
    const page = Math.max(1, Math.floor(height.value / rowPx) - 2);
    const isFar = event.ctrlKey || event.metaKey;
    const targets: Record<string, Cell> = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: row - page, column },
      Home: { row: isFar ? 0 : row, column: 0 },
      End: { row: isFar ? rowCount - 1 : row, column: columns.length - 1 },
    };
    return targets[event.key];
  }

  return {
    first: Math.max(0, Math.floor(top.value / rowPx) - extraRows),
    last: Math.min(rowCount, Math.ceil((top.value + height.value) / rowPx) + extraRows),
    active,
    onScroll: () => {
      top.value = frame.current?.scrollTop ?? 0;
    },
    move,
    target,
  };
}

function scrollTo(frame: HTMLElement, { row, column }: Cell): void {
  const rowTop = row * rowPx;
  if (rowTop < frame.scrollTop) frame.scrollTop = rowTop;
  // The heading stands over the first row's height.
  const bottom = rowTop + 2 * rowPx;
  if (bottom > frame.scrollTop + frame.clientHeight) frame.scrollTop = bottom - frame.clientHeight;
  const heading = frame.querySelectorAll('th')[column];
  if (!heading) return;
  const { offsetLeft: left, offsetWidth: width } = heading;
  if (left < frame.scrollLeft) frame.scrollLeft = left;
  const right = left + width;
  if (right > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = right - frame.clientWidth;
}
