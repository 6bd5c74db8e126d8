import type { Macro, MacroStep } from '../../../contract.ts';
import { filled, SelectField, TextField } from '../design/fields.tsx';
import { filledFields } from '../parts/form_fields.tsx';
import { PresetFields, presetFrom } from '../parts/preset_fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { allFields, allGroups, allOfferedReasons, allOptions } from '../words/process.ts';
import { MacroFields as SetFields } from './macro_fields.tsx';
import { type MacroFields, stepsBeside, stepsFrom } from './macro_steps.ts';

interface MacroFormProps {
  /** The one that is changed; null where another is made. */
  macro: Macro | null;
  onDone(): void;
}

/**
 * Each field that is filled in is something that the macro does. A macro made by the API may do more,
 * in another order: that stays.
 */
export function MacroForm({ macro, onDone }: MacroFormProps) {
  const bodyOf = (data: FormData) => ({
    ...presetFrom(data),
    steps: stepsFrom(fieldsFrom(data), macro?.steps ?? []),
  });
  const shared = {
    submitLabel: t('macros.save'),
    takesFocus: true,
    onAnswer: onDone,
    onLeave: onDone,
  };
  return (
    <div class="card">
      {macro ? (
        <SendingForm
          {...shared}
          draftName={`macro-${macro.id}`}
          title={t('macros.change', { title: macro.title })}
          operation="replaceMacro"
          ifMatch={String(macro.version)}
          inputOf={(data) => ({ path: { id: macro.id }, body: bodyOf(data) })}
        >
          <Fields macro={macro} />
        </SendingForm>
      ) : (
        <SendingForm
          {...shared}
          draftName="macro-new"
          title={t('macros.new')}
          operation="createMacro"
          inputOf={(data) => ({ body: bodyOf(data) })}
        >
          <Fields macro={null} />
        </SendingForm>
      )}
    </div>
  );
}

function Fields({ macro }: { macro: Macro | null }) {
  const steps = macro?.steps ?? [];
  const beside = stepsBeside(steps);
  return (
    <>
      <PresetFields preset={macro} />
      <p class="hint">{t('macros.names')}</p>
      <StepFields steps={steps} />
      {beside.length > 0 && (
        <p class="hint">
          {t('macros.kept', { steps: beside.map((step) => t(`macro_step.${step.do}`)).join(', ') })}
        </p>
      )}
    </>
  );
}

/** A field for each thing that a macro may do. */
function StepFields({ steps }: { steps: MacroStep[] }) {
  const find = <Name extends MacroStep['do']>(name: Name) =>
    steps.find((step): step is Extract<MacroStep, { do: Name }> => step.do === name);
  const reply = find('reply');
  return (
    <>
      <TextField
        name="en"
        label={t('macros.reply_en')}
        rows={4}
        maxLength={50_000}
        value={reply?.en ?? ''}
      />
      <TextField
        name="fr"
        label={t('macros.reply_fr')}
        rows={4}
        maxLength={50_000}
        value={reply?.fr ?? ''}
      />
      <TextField
        name="note"
        label={t('macro_step.note')}
        rows={2}
        maxLength={10_000}
        value={find('note')?.text ?? ''}
      />
      <SelectField
        name="group"
        label={t('macro_step.assign')}
        none={t('macros.nothing')}
        options={allGroups()}
        value={find('assign')?.group ?? ''}
      />
      <SelectField
        name="category"
        label={t('macro_step.classify')}
        none={t('macros.nothing')}
        options={allOptions('categories')}
        value={find('classify')?.category ?? ''}
      />
      <SetFields fields={allFields()} step={find('setFields')} />
      <TextField
        name="tags"
        label={t('bulk.tags')}
        maxLength={400}
        value={find('tag')?.add?.join(', ') ?? ''}
      />
      <SelectField
        name="task"
        label={t('macro_step.addTask')}
        none={t('macros.nothing')}
        options={allOptions('tasks')}
        value={find('addTask')?.task ?? ''}
      />
      <SelectField
        name="hold"
        label={t('macro_step.hold')}
        none={t('macros.nothing')}
        options={allOfferedReasons()}
        value={find('hold')?.reason ?? ''}
      />
      <SelectField
        name="code"
        label={t('macro_step.resolve')}
        none={t('macros.nothing')}
        options={allOptions('resolutionCodes')}
        value={find('resolve')?.code ?? ''}
      />
      <TextField
        name="solution"
        label={t('macros.solution')}
        rows={2}
        maxLength={10_000}
        value={find('resolve')?.note ?? ''}
      />
    </>
  );
}

function fieldsFrom(data: FormData): MacroFields {
  const word = (name: string) => filled(data, name);
  return {
    en: word('en'),
    fr: word('fr'),
    note: word('note'),
    group: word('group'),
    category: word('category'),
    fields: filledFields(data, { fields: allFields() }),
    tags: (word('tags') ?? '').split(',').filter((tag) => tag.trim() !== ''),
    task: word('task'),
    hold: word('hold'),
    code: word('code'),
    solution: word('solution'),
  };
}
