import { useSignal } from '@preact/signals';
import type { AccountImport, ItemImport } from '../../../contract.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { saveFile } from '../save_file.ts';
import { importWords } from '../words/imports.ts';
import { t } from '../words/language.ts';
import { ImportLines } from './import_lines.tsx';

interface ImportDialogProps {
  /** What the file is of. */
  of?: 'people' | 'items';
  onWritten(): void;
  onClose(): void;
}

/** A file of people or of devices: shown what it would do before anything is written. */
export function ImportDialog({ of = 'people', onWritten, onClose }: ImportDialogProps) {
  const file = useSignal<File | null>(null);
  const report = useSignal<AccountImport | ItemImport | null>(null);
  const { isSending, problem, send } = useSubmission();
  const bring = async (writes: 'nothing' | 'all' | 'right') => {
    if (!file.value) return;
    const input = { query: { writes }, body: file.value };
    const answer =
      of === 'items'
        ? await send('importConfigurationItems', input)
        : await send('importAccounts', input);
    if (!answer?.isOk) return;
    report.value = answer.data;
    if (answer.data.isWritten) onWritten();
  };
  const { errors = [], createdCount = 0, changedCount = 0 } = report.value ?? {};
  const isSomething = createdCount + changedCount > 0;
  return (
    <Dialog title={t('people.import')} isWide onClose={onClose}>
      {(close) => (
        <div class="fields">
          <p class="soft">{t(importWords[of].meaning)}</p>
          <label class="field">
            {t('people.file')}
            <input
              type="file"
              accept=".csv,text/csv,text/plain"
              onChange={(event) => {
                file.value = event.currentTarget.files?.[0] ?? null;
                report.value = null;
                void bring('nothing');
              }}
            />
          </label>
          <p role="status">
            {isSending.value
              ? t('people.import_reading')
              : report.value &&
                t(importWords[of].counts, {
                  created: createdCount,
                  changed: changedCount,
                  same: report.value.unchangedCount,
                  errors: errors.length,
                })}
          </p>
          <ProblemNote problem={problem.value} />
          {report.value && (
            <ImportLines
              heading={t('people.line')}
              words={of}
              errors={errors.map(({ line: at, ...error }) => ({ at, ...error }))}
              people={linesOf(report.value).map(({ line: at, ...person }) => ({ at, ...person }))}
            />
          )}
          <div class="form-end">
            {errors.length > 0 && (
              <Button kind="quiet" onClick={() => saveErrors(errors, of)}>
                {t('people.save_errors')}
              </Button>
            )}
            <Button onClick={close}>{t('form.leave')}</Button>
            {report.value && isSomething && (
              <Button
                kind="primary"
                disabled={isSending.value}
                onClick={() => void bring(errors.length > 0 ? 'right' : 'all')}
              >
                {t(importWords[of][errors.length > 0 ? 'right' : 'all'], {
                  count: createdCount + changedCount,
                })}
              </Button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

function linesOf(report: AccountImport | ItemImport) {
  return 'people' in report ? report.people : report.items;
}

function saveErrors(errors: AccountImport['errors'], of: 'people' | 'items'): void {
  const quoted = (value: string | number | null) =>
    `"${String(value ?? '').replaceAll('"', '""')}"`;
  const lines = errors.map(({ line, column, expected, received }) =>
    [line, column, expected, received].map(quoted).join(','),
  );
  const text = ['line,column,expected,received', ...lines].join('\r\n');
  saveFile(new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv' }), `${of}_errors.csv`);
}
