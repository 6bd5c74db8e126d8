import { useEffect, useRef, useState } from 'preact/hooks';
import type { WarehouseDescription } from '../../../../contract.ts';
import { isSendKey } from '../../keys.ts';
import { t } from '../../words/language.ts';
import type { SqlEditor } from './codemirror_editor.ts';

interface EditorProps {
  /** What it opens with. Once open it holds its own text: another is set through `handle`. */
  value: string;
  warehouse: WarehouseDescription | null;
  error: { offset: number; message: string } | null;
  /** Where the page reaches the editor once it is there. */
  handle: { current: SqlEditor | null };
  onChange(value: string): void;
  onRun(): void;
}

/** The editor; a plain text field until its script is there, and where it never comes. */
export function Editor({ value, warehouse, error, handle, onChange, onRun }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef({ value, onChange, onRun });
  latest.current = { value, onChange, onRun };
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => {
    let isGone = false;
    void import('./codemirror_editor.ts').then(
      ({ openEditor }) => {
        if (isGone || !host.current) return;
        handle.current = openEditor({
          host: host.current,
          value: latest.current.value,
          label: t('sql.label'),
          onChange: (next) => latest.current.onChange(next),
          onRun: () => latest.current.onRun(),
        });
        setIsOpen(true);
      },
      () => {},
    );
    return () => {
      isGone = true;
      handle.current?.destroy();
      handle.current = null;
    };
  }, []);
  useEffect(() => {
    if (warehouse) handle.current?.complete(warehouse);
  }, [warehouse, isOpen]);
  useEffect(() => handle.current?.mark(error), [error, isOpen]);

  return (
    <>
      <div ref={host} class="sql-editor" hidden={!isOpen} />
      {!isOpen && (
        <textarea
          class="sql"
          rows={9}
          aria-label={t('sql.label')}
          spellcheck={false}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            onRun();
          }}
        />
      )}
    </>
  );
}
