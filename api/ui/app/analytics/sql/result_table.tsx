import copy from 'icon:copy';
import type { Signal } from '@preact/signals';
import { useId, useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { withoutFormula } from '../../../../../analytics/formats/formula.ts';
import { announce } from '../../announcer.tsx';
import { isAgent, me } from '../../client/session.ts';
import { Button } from '../../design/button.tsx';
import { t } from '../../words/language.ts';
import { cellText, type ResultTable } from '../arrow_table.ts';
import { type Cell, type GridPlace, rowPx, useGridPlace } from './grid_place.ts';

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
  const { rowCount } = table;
  const frame = useRef<HTMLDivElement>(null);
  const place = useGridPlace(table, frame);
  return (
    <div class="result">
      <div class="result-frame" ref={frame} onScroll={place.onScroll}>
        <Grid table={table} label={label} place={place} onAction={onAction} />
      </div>
      <div class="field-row">
        {onAction && rowCount > 0 && (
          <Button isSmall onClick={() => onAction(place.active.value.row)}>
            {action}
          </Button>
        )}
        <Button
          kind="quiet"
          isSmall
          icon={copy}
          onClick={() => void copyText(completeTsvOf(table))}
        >
          {t('result.copy')}
        </Button>
      </div>
    </div>
  );
}

interface GridProps {
  table: ResultTable;
  label: string;
  place: GridPlace;
  onAction: ((row: number) => void) | undefined;
}

function Grid({ table, label, place, onAction }: GridProps) {
  const { columns, rowCount } = table;
  const { first, last, active } = place;
  const id = useId();
  const { route } = useLocation();
  const widths = useMemo(() => columns.map((_, column) => widthOf(table, column)), [table]);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);

  function onKeyDown(event: KeyboardEvent): void {
    const { row } = active.value;
    const target = place.target(event);
    const link = linkAt(table, active.value);
    const isFar = event.ctrlKey || event.metaKey;
    if (target) place.move(target);
    else if (event.key.toLowerCase() === 'c' && isFar)
      void copyText(Promise.resolve(textAt(table, active.value)));
    else if (event.key === 'Enter' && link) route(link);
    else if (event.key === 'Enter' && onAction && rowCount > 0) onAction(row);
    else return;
    event.preventDefault();
  }

  return (
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
          {columns.map(({ name, title = name, type, kind }) => (
            <th key={name} scope="col" title={`${name}: ${type}`} class={classOf(kind)}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <Row key={row} id={id} table={table} row={row} active={active} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  /** Of the grid. */
  id: string;
  table: ResultTable;
  row: number;
  active: Signal<Cell>;
}

function Row({ id, table, row, active }: RowProps) {
  return (
    <tr aria-rowindex={row + 2}>
      {table.columns.map(({ name, kind }, column) => {
        const text = textAt(table, { row, column });
        const link = linkAt(table, { row, column });
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
  );
}

function textAt({ columns, cell }: ResultTable, { row, column }: Cell): string {
  return cellText(cell(row, column), columns[column]?.kind ?? 'text');
}

/** Where a ticket can be opened by whoever is looking. */
function linkAt(table: ResultTable, { row, column }: Cell): string | null {
  if (table.linkAt) return table.linkAt(row, column);
  if (!me.value || !isAgent(me.value)) return null;
  const names = table.columns.map(({ name }) => name);
  const idColumn = names.indexOf('ticket_id');
  const isOfTicket = column === idColumn || names[column] === 'number';
  if (idColumn === -1 || !isOfTicket) return null;
  return `/tickets/${encodeURIComponent(textAt(table, { row, column: idColumn }))}`;
}

function classOf(kind: string): string {
  return kind === 'number' ? 'numeric' : '';
}

/** In characters: of the heading and the first rows. */
function widthOf(table: ResultTable, column: number): number {
  const { name = '', title = name, kind = 'text', room = 0 } = table.columns[column] ?? {};
  let width = Math.max(title.length, room);
  for (let row = 0; row < Math.min(table.rowCount, sampledRows); row++) {
    width = Math.max(width, cellText(table.cell(row, column), kind).length);
  }
  return Math.min(widestColumn, width) + 4;
}

/** All rows, also with what was not read yet because nobody had looked at it. */
async function completeTsvOf(table: ResultTable): Promise<string> {
  await table.complete?.();
  return tsvOf(table);
}

/** All rows as a spreadsheet takes them from the clipboard. */
function tsvOf({ columns, rowCount, cell }: ResultTable): string {
  const lines = [columns.map(({ name, title = name }) => pasted(title)).join('\t')];
  for (let row = 0; row < rowCount; row++) {
    const texts = columns.map(({ kind }, column) => {
      const text = cellText(cell(row, column), kind).replace(/[\t\r\n]+/g, ' ');
      return kind === 'text' ? pasted(text) : text;
    });
    lines.push(texts.join('\t'));
  }
  return lines.join('\n');
}

/** A leading quote would begin a cell that goes on over tabs and lines. */
function pasted(text: string): string {
  return text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : withoutFormula(text);
}

/** @param text may come later: a browser lets a page write only for some seconds after a press */
async function copyText(text: Promise<string>): Promise<void> {
  try {
    const blob = text.then((words) => new Blob([words], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    announce(t('result.copied'));
  } catch {
    announce(t('result.not_copied'));
  }
}
