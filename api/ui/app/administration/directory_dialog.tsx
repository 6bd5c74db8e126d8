import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DirectoryImport } from '../../../contract.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { ImportLines } from './import_lines.tsx';

interface DirectoryDialogProps {
  host: string;
  onWritten(): void;
  onClose(): void;
}

/** People of the company's directory: shown what it would do before anything is written. */
export function DirectoryDialog({ host, onWritten, onClose }: DirectoryDialogProps) {
  const report = useSignal<DirectoryImport | null>(null);
  const closesVanished = useSignal(false);
  const { isSending, problem, send } = useSubmission();
  const bring = async (writes: 'nothing' | 'all' | 'right') => {
    const body = { writes, closesVanished: closesVanished.value };
    const answer = await send('importFromDirectory', { body });
    if (!answer?.isOk) return;
    report.value = answer.data;
    if (answer.data.isWritten) onWritten();
  };
  useEffect(() => void bring('nothing'), []);
  const { errors = [], people = [], vanished = [], locked = [], kept = [] } = report.value ?? {};
  const { createdCount = 0, changedCount = 0, closedCount = 0 } = report.value ?? {};
  const count = createdCount + changedCount + closedCount;
  return (
    <Dialog title={t('directory.title', { host })} isWide onClose={onClose}>
      {(close) => (
        <div class="fields">
          <p class="soft">{t('directory.meaning')}</p>
          <p role="status">{isSending.value ? t('directory.reading') : counted(report.value)}</p>
          <ProblemNote problem={problem.value} onRetry={() => void bring('nothing')} />
          <Names title={t('directory.locked')} of={locked} />
          <Names title={t('directory.vanished')} of={vanished} />
          <Names title={t('directory.kept')} of={kept} />
          {vanished.length > 0 && (
            <label class="check">
              <input
                type="checkbox"
                checked={closesVanished.value}
                onChange={(event) => {
                  closesVanished.value = event.currentTarget.checked;
                  void bring('nothing');
                }}
              />
              {t('directory.close_vanished')}
            </label>
          )}
          <ImportLines
            heading={t('directory.entry')}
            errors={errors.map(({ entry: at, ...error }) => ({ at, ...error }))}
            people={people.map(({ entry: at, ...person }) => ({ at, ...person }))}
          />
          <div class="form-end">
            <Button onClick={close}>{t('form.leave')}</Button>
            {report.value && !report.value.isWritten && (
              <Button
                kind="primary"
                disabled={isSending.value}
                onClick={() => void bring(errors.length > 0 ? 'right' : 'all')}
              >
                {t(errors.length > 0 ? 'people.write_right' : 'people.write_all', { count })}
              </Button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

function counted(report: DirectoryImport | null): string | null {
  if (!report) return null;
  const { createdCount, changedCount, unchangedCount, closedCount, errors } = report;
  return t('directory.counts', {
    created: createdCount,
    changed: changedCount,
    same: unchangedCount,
    closed: closedCount,
    errors: errors.length,
  });
}

const namesMax = 20;

function Names({ title, of }: { title: string; of: DirectoryImport['vanished'] }) {
  if (of.length === 0) return null;
  const shown = of.slice(0, namesMax).map(({ name }) => name);
  return (
    <p>
      <strong>{title}</strong> {shown.join(', ')}
      {of.length > namesMax && '…'}
    </p>
  );
}
