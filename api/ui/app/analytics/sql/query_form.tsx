import play from 'icon:play';
import save from 'icon:save';
import square from 'icon:square';
import type { WarehouseDescription } from '../../../../contract.ts';
import { Button } from '../../design/button.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallSelect } from '../../design/small_field.tsx';
import { t } from '../../words/language.ts';
import { dateTime, number } from '../../words/time.ts';
import { Editor } from './editor.tsx';
import { Parameters } from './parameters.tsx';
import type { SqlStore } from './sql_store.ts';

const rowLimits = [1000, 10_000, 100_000];

/** The statement with what it is asked with. */
export function QueryForm({ store, onSave }: { store: SqlStore; onSave(): void }) {
  const warehouse = store.warehouse.value;
  const problem = store.problem.value;
  return (
    <form
      class="sql-form"
      aria-label={t('sql.form')}
      onSubmit={(event) => {
        event.preventDefault();
        void store.run();
      }}
    >
      <p class="hint">
        {t('sql.hint')}
        {warehouse && ` ${limitWords(warehouse)}`}
      </p>
      <Opened store={store} />
      <Editor
        value={store.sql.value}
        warehouse={warehouse}
        error={store.mark.value}
        handle={store.editor}
        onChange={store.change}
        onRun={() => void store.run()}
      />
      <Parameters parameters={store.params.value} onChange={store.bind} />
      <ProblemNote problem={problem && { ...problem, errors: [] }} />
      <div class="form-end">
        <SmallSelect
          isInline
          label={t('sql.row_limit')}
          value={String(store.rowLimit.value)}
          options={rowLimits.map((limit) => ({ id: String(limit), title: number(limit) }))}
          onChange={(limit) => {
            store.rowLimit.value = Number(limit);
          }}
        />
        <Button icon={save} onClick={onSave}>
          {t('queries.save')}
        </Button>
        <RunOrCancel store={store} />
      </div>
      {store.isCancelled.value && <p class="page-status">{t('sql.cancelled')}</p>}
      {store.running.value && (
        <p class="page-status" role="status">
          {t('sql.running')}
        </p>
      )}
    </form>
  );
}

/** Keyed: one that became the other under a finger would be pressed too. */
function RunOrCancel({ store }: { store: SqlStore }) {
  return store.running.value ? (
    <Button key="cancel" kind="primary" icon={square} onClick={store.cancel}>
      {t('sql.cancel')}
    </Button>
  ) : (
    <Button key="run" type="submit" kind="primary" icon={play}>
      {t('sql.run')}
    </Button>
  );
}

function Opened({ store }: { store: SqlStore }) {
  const opened = store.opened.value;
  if (opened === null) return null;
  return (
    <p class="opened">
      <strong>{opened.name}</strong>{' '}
      {!opened.isOwn && <span class="soft">{t('queries.by', { name: opened.ownerName })}</span>}
    </p>
  );
}

function limitWords({ limits, snapshot }: WarehouseDescription): string {
  const words = t('sql.limits', {
    seconds: limits.timeoutMs / 1000,
    rows: limits.fileRowCount,
  });
  return snapshot
    ? `${words} ${t('rows.through', { at: dateTime(snapshot.dataThrough) })}.`
    : words;
}
