import copy from 'icon:copy';
import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { announce } from '../../announcer.tsx';
import { Button } from '../../design/button.tsx';
import { t } from '../../language.ts';
import { isAgent, me } from '../../session.ts';
import { cellText, type ResultTable } from '../arrow_table.ts';

const rowPx = 28;
const extraRows = 12;
const sampledRows = 200;
const widestColumn = 44;

interface ResultTableProps {
  table: ResultTable;
  label: string;
  /** What can be done with the row that keys or a press have chosen. */
  action?: string;
  onAction?(row: number): void;
}

/**
 * Rows of a result, however many: only those in view are in the page. Arrow keys move from cell to
 * cell, Ctrl+C copies one, Enter follows a ticket.
 */
export function ResultTableView({ table, label, action, onAction }: ResultTableProps) {
  const { columns, rowCount } = table;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(400);
  const active = useSignal({ row: 0, column: 0 });
  const { route } = useLocation();
  const widths = useMemo(() => columns.map((_, column) => widthOf(table, column)), [table]);
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

  const first = Math.max(0, Math.floor(top.value / rowPx) - extraRows);
  const last = Math.min(rowCount, Math.ceil((top.value + height.value) / rowPx) + extraRows);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);

  function move(row: number, column: number): void {
    const next = {
      row: Math.max(0, Math.min(rowCount - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    active.value = next;
    const box = frame.current;
    if (!box) return;
    const rowTop = next.row * rowPx;
    if (rowTop < box.scrollTop) box.scrollTop = rowTop;
    // The heading stands over the first row's height.
    const bottom = rowTop + 2 * rowPx;
    if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    const heading = box.querySelectorAll('th')[next.column];
    if (!heading) return;
    const { offsetLeft: left, offsetWidth: width } = heading;
    if (left < box.scrollLeft) box.scrollLeft = left;
    const right = left + width;
    if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { row, column } = active.value;
    const page = Math.max(1, Math.floor(height.value / rowPx) - 2);
    const isFar = event.ctrlKey || event.metaKey;
    const moves: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: [isFar ? 0 : row, 0],
      End: [isFar ? rowCount - 1 : row, columns.length - 1],
    };
    const to = moves[event.key];
    if (to) move(...to);
    else if (event.key.toLowerCase() === 'c' && isFar) void copyText(textAt(row, column));
    else if (event.key === 'Enter' && linkAt(row, column)) route(linkAt(row, column) as string);
    else if (event.key === 'Enter' && onAction && rowCount > 0) onAction(row);
    else return;
    event.preventDefault();
  }

  function textAt(row: number, column: number): string {
    return cellText(table.cell(row, column), columns[column]?.kind ?? 'text');
  }

  /** Where a ticket can be opened by whoever is looking. */
  function linkAt(row: number, column: number): string | null {
    const opens = me.value && isAgent(me.value) && columns[column]?.name === 'ticket_id';
    return opens ? `/tickets/${encodeURIComponent(textAt(row, column))}` : null;
  }

  return (
    <div class="result">
      <div
        class="result-frame"
        ref={frame}
        onScroll={(event) => {
          top.value = event.currentTarget.scrollTop;
        }}
      >
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that takes keys.
          role="grid"
          tabIndex={0}
          // Rows out of view leave their room, so that the frame scrolls as if they were here.
          style={{
            marginBlockStart: `${first * rowPx}px`,
            marginBlockEnd: `${(rowCount - last) * rowPx}px`,
          }}
          aria-label={label}
          aria-rowcount={rowCount + 1}
          aria-colcount={columns.length}
          {...(rowCount > 0
            ? { 'aria-activedescendant': `${id}-${active.value.row}-${active.value.column}` }
            : {})}
          onKeyDown={onKeyDown}
        >
          <colgroup>
            {widths.map((width, column) => (
              <col key={columns[column]?.name} style={{ width: `${width}ch` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map(({ name, type, kind }) => (
                <th key={name} scope="col" title={`${name}: ${type}`} class={classOf(kind)}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row} aria-rowindex={row + 2}>
                {columns.map(({ name, kind }, column) => {
                  const text = textAt(row, column);
                  const link = linkAt(row, column);
                  const isActive = row === active.value.row && column === active.value.column;
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's.
                    <td
                      key={name}
                      id={`${id}-${row}-${column}`}
                      class={`${classOf(kind)} ${isActive ? 'active' : ''}`}
                      title={text.length > widestColumn ? text : undefined}
                      onClick={() => {
                        active.value = { row, column };
                      }}
                    >
                      {link ? (
                        <a href={link} tabIndex={-1}>
                          {text}
                        </a>
                      ) : (
                        text
                      )}
                      {table.cell(row, column) === null && <span class="null">null</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="field-row">
        {onAction && rowCount > 0 && (
          <Button isSmall onClick={() => onAction(active.value.row)}>
            {action}
          </Button>
        )}
        <Button kind="quiet" isSmall icon={copy} onClick={() => void copyText(tsvOf(table))}>
          {t('result.copy')}
        </Button>
      </div>
    </div>
  );
}

function classOf(kind: string): string {
  return kind === 'number' ? 'numeric' : '';
}

/** In characters: of the heading and the first rows. */
function widthOf(table: ResultTable, column: number): number {
  const { name = '', kind = 'text' } = table.columns[column] ?? {};
  let width = name.length;
  for (let row = 0; row < Math.min(table.rowCount, sampledRows); row++) {
    width = Math.max(width, cellText(table.cell(row, column), kind).length);
  }
  return Math.min(widestColumn, width) + 4;
}

/** All rows as a spreadsheet takes them from the clipboard. */
function tsvOf({ columns, rowCount, cell }: ResultTable): string {
  const lines = [columns.map(({ name }) => name).join('\t')];
  for (let row = 0; row < rowCount; row++) {
    const texts = columns.map(({ kind }, column) => cellText(cell(row, column), kind));
    lines.push(texts.map((text) => text.replace(/[\t\r\n]+/g, ' ')).join('\t'));
  }
  return lines.join('\n');
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(t('result.copied'));
  } catch {
    announce(t('result.not_copied'));
  }
}
