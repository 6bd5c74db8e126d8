import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Macro } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { filled, SelectField, TextField } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { useFormDraft } from '../parts/form_draft.ts';
import { t } from '../words/language.ts';
import { agents, allGroups, allOfferedReasons, allOptions } from '../words/process.ts';
import { type BulkAction, startJob } from './bulk_job.ts';
import { selected } from './selection.ts';

export const bulkNames = [
  'assign',
  'classify',
  'tag',
  'setPending',
  'resolve',
  'close',
  'macro',
] as const satisfies readonly BulkAction['name'][];
export type BulkName = (typeof bulkNames)[number];

interface BulkDialogProps {
  name: BulkName;
  onClose(): void;
}

/** What one action asks for, once for all tickets that are selected. */
export function BulkDialog({ name, onClose }: BulkDialogProps) {
  const draft = useFormDraft(`bulk-${name}`);
  const macros = useSignal<Macro[]>([]);
  useEffect(() => {
    if (name !== 'macro') return;
    void desk.listMacros().then((answer) => {
      if (answer.isOk) macros.value = answer.data.items;
    });
  }, []);
  const count = selected.value.size;
  return (
    <Dialog title={t(`bulk.${name}`)} onClose={onClose}>
      {(close) => (
        <form
          class="fields"
          onInput={(event) => {
            draft.keep(event.target);
          }}
          onSubmit={(event) => {
            event.preventDefault();
            const action = actionFrom(name, new FormData(event.currentTarget), macros.value);
            if (!action) return;
            draft.forget();
            startJob(action, selected.value.values());
            close();
          }}
        >
          {draft.wasLeft && <p class="hint">{t('form.left')}</p>}
          <KeptFields.Provider value={draft.fields}>
            <Fields name={name} macros={macros.value} />
          </KeptFields.Provider>
          <div class="form-end">
            <Button kind="quiet" onClick={close}>
              {t('form.leave')}
            </Button>
            <Button type="submit" kind="primary">
              {t('bulk.do', { count })}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Fields({ name, macros }: { name: BulkName; macros: readonly Macro[] }) {
  switch (name) {
    case 'assign':
      return (
        <>
          <SelectField
            name="group"
            label={t('facts.group')}
            none={t('bulk.same_group')}
            options={allGroups()}
          />
          <SelectField
            name="assignee"
            label={t('facts.assignee')}
            none={t('assign.automatic')}
            options={agents.value.map(({ id, name: title }) => ({ id, title }))}
          />
        </>
      );
    case 'classify':
      return (
        <SelectField
          name="category"
          label={t('facts.category')}
          required
          none={t('found.choose')}
          options={allOptions('categories')}
        />
      );
    case 'tag':
      return <TextField name="tags" label={t('bulk.tags')} required maxLength={400} />;
    case 'setPending':
      return <SelectField name="reason" label={t('form.reason')} options={allOfferedReasons()} />;
    case 'resolve':
      return (
        <>
          <SelectField
            name="code"
            label={t('bulk.code')}
            required
            none={t('found.choose')}
            options={allOptions('resolutionCodes')}
          />
          <TextField name="note" label={t('form.note')} rows={3} required maxLength={10_000} />
        </>
      );
    case 'close':
      return <p class="hint">{t('bulk.no_undo')}</p>;
    case 'macro':
      return (
        <>
          <SelectField
            name="macro"
            label={t('bulk.macro')}
            required
            none={t('found.choose')}
            options={macros.map(({ id, title }) => ({ id, title }))}
          />
          <p class="hint">{t('bulk.no_undo')}</p>
        </>
      );
  }
}

function actionFrom(
  name: BulkName,
  data: FormData,
  macros: readonly Macro[],
): BulkAction | undefined {
  const word = (field: string) => filled(data, field);
  switch (name) {
    case 'assign': {
      const group = word('group');
      const assignee = word('assignee');
      return {
        name,
        ...(group !== undefined && { group }),
        ...(assignee !== undefined && { assignee }),
      };
    }
    case 'classify': {
      const category = word('category');
      return category === undefined ? undefined : { name, category };
    }
    case 'tag': {
      // As the API writes them, so that an undo knows which of them were there before.
      const add = (word('tags') ?? '')
        .split(',')
        .map((tag) => tag.trim().toLowerCase().replaceAll(/\s+/gu, '-'))
        .filter((tag) => tag !== '');
      return add.length === 0 ? undefined : { name, add };
    }
    case 'setPending': {
      const reason = word('reason');
      return reason === undefined ? undefined : { name, reason };
    }
    case 'resolve': {
      const code = word('code');
      const note = word('note');
      return code === undefined || note === undefined ? undefined : { name, code, note };
    }
    case 'close':
      return { name };
    case 'macro': {
      const macro = macros.find(({ id }) => id === word('macro'));
      return macro && { name, macro: macro.id, version: macro.version };
    }
  }
}
