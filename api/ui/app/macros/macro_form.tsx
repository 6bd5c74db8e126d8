import type { Macro, MacroStep } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { filled, SelectField, TextField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { audienceFrom, audienceId, audienceOptions } from '../parts/audience.ts';
import { t } from '../words/language.ts';
import { allGroups, allOptions } from '../words/process.ts';

const holdReasons = ['requester', 'supplier', 'change'] as const;

interface MacroFormProps {
  /** The one that is changed; null where another is made. */
  macro: Macro | null;
  onDone(): void;
}

/** Each field that is filled in is something that the macro does, in this order. */
export function MacroForm({ macro, onDone }: MacroFormProps) {
  const { isSending, problem, send } = useSubmission();
  const find = <Name extends MacroStep['do']>(name: Name) =>
    macro?.steps.find((step): step is Extract<MacroStep, { do: Name }> => step.do === name);
  const reply = find('reply');

  async function save(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    const body = {
      title: filled(data, 'title') ?? '',
      audience: audienceFrom(filled(data, 'audience') ?? 'own'),
      steps: stepsFrom(data),
    };
    const answer = macro
      ? await send(
          'replaceMacro',
          { path: { id: macro.id }, body },
          { ifMatch: String(macro.version) },
        )
      : await send('createMacro', { body });
    if (!answer?.isOk) return;
    announce(t('macros.saved'));
    onDone();
  }

  return (
    <form
      class="fields card"
      onSubmit={(event) => {
        event.preventDefault();
        void save(event.currentTarget);
      }}
    >
      <TextField
        name="title"
        label={t('view.name')}
        maxLength={80}
        required
        value={macro?.title ?? ''}
      />
      <SelectField
        name="audience"
        label={t('audience.label')}
        options={audienceOptions()}
        value={macro ? audienceId(macro.audience) : 'own'}
      />
      <p class="hint">{t('macros.names')}</p>
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
      <TextField
        name="tags"
        label={t('bulk.tags')}
        maxLength={400}
        value={find('tag')?.add?.join(', ') ?? ''}
      />
      <SelectField
        name="hold"
        label={t('macro_step.hold')}
        none={t('macros.nothing')}
        options={holdReasons.map((id) => ({ id, title: t(`pending.${id}`) }))}
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
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <Button kind="quiet" onClick={onDone}>
          {t('form.leave')}
        </Button>
        <SubmitButton isSending={isSending.value}>{t('macros.save')}</SubmitButton>
      </div>
    </form>
  );
}

function stepsFrom(data: FormData): MacroStep[] {
  const word = (name: string) => filled(data, name);
  const [en, fr, note, group, category, code] = [
    'en',
    'fr',
    'note',
    'group',
    'category',
    'code',
  ].map(word);
  const add = (word('tags') ?? '').split(',').filter((tag) => tag.trim() !== '');
  const reason = holdReasons.find((one) => one === word('hold'));
  const hasReply = en !== undefined || fr !== undefined;
  return [
    ...(group === undefined ? [] : [{ do: 'assign' as const, group }]),
    ...(category === undefined ? [] : [{ do: 'classify' as const, category }]),
    ...(add.length === 0 ? [] : [{ do: 'tag' as const, add }]),
    ...(hasReply
      ? [{ do: 'reply' as const, ...(en !== undefined && { en }), ...(fr !== undefined && { fr }) }]
      : []),
    ...(note === undefined ? [] : [{ do: 'note' as const, text: note }]),
    ...(reason === undefined ? [] : [{ do: 'hold' as const, reason }]),
    ...(code === undefined ? [] : [{ do: 'resolve' as const, code, note: word('solution') ?? '' }]),
  ];
}
