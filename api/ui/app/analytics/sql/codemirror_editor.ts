import {
  acceptCompletion,
  autocompletion,
  type Completion,
  completeFromList,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { SQLDialect, sql } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { WarehouseDescription } from '../../../../contract.ts';

export interface SqlEditor {
  value: string;
  /** Marks the place of an error, or with null takes the mark away. */
  mark(error: { offset: number; message: string } | null): void;
  complete(warehouse: WarehouseDescription): void;
  insert(text: string): void;
  focus(): void;
  destroy(): void;
}

export interface EditorOptions {
  /** An element that is the editor's alone. */
  host: HTMLElement;
  value: string;
  label: string;
  onChange(value: string): void;
  onRun(): void;
}

/** The words of DuckDB's SELECT: nothing else runs here. */
const dialect = SQLDialect.define({
  keywords:
    'all and any array as asc asof between by case cast collate columns cross current cube desc ' +
    'describe distinct else end escape except exclude exists explain fetch filter first following ' +
    'for from full glob group grouping having if ilike in inner intersect interval into is join ' +
    'lambda last lateral left like limit materialized natural not nulls of offset on only or order ' +
    'outer over partition pivot positional preceding qualify range recursive replace right rollup ' +
    'row rows sample select semi anti sets show similar summarize table tables then ties to ' +
    'try_cast unbounded union unpivot using values when where window with within',
  types:
    'bigint bit blob boolean date decimal double enum float hugeint integer json list map real ' +
    'smallint struct text time timestamp timestamptz tinyint ubigint uinteger usmallint utinyint ' +
    'uuid varchar',
  builtin: 'true false null',
  specialVar: '$',
  identifierQuotes: '"',
  charSetCasts: false,
});

/**
 * An editor in a shadow tree: there CodeMirror keeps its styles in a constructed style sheet, which
 * the page's policy allows, while a style element it does not.
 */
export function openEditor({ host, value, label, onChange, onRun }: EditorOptions): SqlEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const language = new Compartment();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: value,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: runs(onRun) }])),
        lineNumbers(),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          'aria-label': label,
          autocapitalize: 'off',
          spellcheck: 'false',
        }),
        autocompletion({ icons: false, activateOnTyping: true }),
        // Tab leaves the editor, as it leaves any field, unless a completion is offered.
        keymap.of([{ key: 'Tab', run: acceptCompletion }]),
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        language.of(sql({ dialect })),
        syntaxHighlighting(colours),
        look,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    get value() {
      return view.state.doc.toString();
    },
    set value(next) {
      if (next === this.value) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    mark(error) {
      view.dispatch(setDiagnostics(view.state, error ? [markOf(view.state, error)] : []));
      if (!error) return;
      // Shown where it is; the caret stays with whoever is writing.
      const place = Math.min(error.offset, view.state.doc.length);
      view.dispatch({ effects: EditorView.scrollIntoView(place) });
    },
    complete(warehouse) {
      view.dispatch({ effects: language.reconfigure(languageOf(warehouse)) });
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** A key that is taken, whatever comes of it. */
function runs(work: () => void): () => boolean {
  return () => {
    work();
    return true;
  };
}

function markOf(state: EditorState, { offset, message }: { offset: number; message: string }) {
  const from = Math.min(offset, state.doc.length);
  const word = /^[\w"']+/.exec(state.doc.sliceString(from, from + 200))?.[0].length ?? 1;
  const to = Math.min(state.doc.length, from + word);
  return { from, to, severity: 'error' as const, message };
}

function languageOf({ tables, metrics, functions }: WarehouseDescription) {
  const schema = Object.fromEntries(
    tables.map(({ name, comment, columns }) => [
      name,
      {
        self: { label: name, type: 'table', info: comment },
        children: columns.map((column) => ({
          label: column.name,
          type: 'column',
          detail: column.type.toLowerCase(),
          info: column.comment,
        })),
      },
    ]),
  );
  const language = sql({ dialect, schema });
  const columns = tables.flatMap((table) =>
    table.columns.map(
      ({ name, type, comment }): Completion => ({
        label: name,
        type: 'column',
        detail: `${table.name} · ${type.toLowerCase()}`,
        info: comment,
        boost: -10,
      }),
    ),
  );
  const calls = [
    ...metrics.map(({ name, title }) => ({
      label: name,
      type: 'function',
      detail: 'metric',
      info: title,
      apply: `${name}(date '', date '')`,
    })),
    ...functions.map((name) => ({ label: name, type: 'function', apply: `${name}(`, boost: -20 })),
  ];
  return [
    language,
    language.language.data.of({ autocomplete: completeFromList([...columns, ...calls]) }),
  ];
}

/** The page's own colours: they follow its theme. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--done)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--soon)' },
  { tag: tags.special(tags.name), color: 'var(--late)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--late)' },
]);

const look = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--edge)',
    borderRadius: 'var(--radius)',
    fontSize: '0.8125rem',
    maxHeight: '26rem',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.5' },
  '.cm-content, .cm-gutter': { minHeight: '11rem' },
  '.cm-content': { caretColor: 'var(--ink)', paddingBlock: '0.5rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--ink-soft)',
    borderRight: '1px solid var(--line)',
    borderStartStartRadius: 'var(--radius)',
    borderEndStartRadius: 'var(--radius)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--accent-surface)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--late)',
    backgroundColor: 'var(--late-surface)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--edge)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-code)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.15rem 0.5rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { color: 'var(--ink-soft)', fontStyle: 'normal' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionInfo': { maxWidth: '20rem', padding: '0.4rem 0.6rem' },
  '.cm-diagnostic': { padding: '0.3rem 0.6rem', borderLeft: '4px solid var(--late)' },
});
