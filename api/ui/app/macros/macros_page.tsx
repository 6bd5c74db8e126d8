import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Macro, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { returnFocusTo } from '../design/returned_focus.ts';
import { audienceTitle } from '../parts/audience.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { useProcesses } from '../words/process.ts';
import { MacroForm } from './macro_form.tsx';

/** Canned replies and macros: what they say, what they do, and for whom they are. */
export default function MacrosPage() {
  useTitle(t('macros.title'));
  useProcesses();
  const macros = useSignal<Macro[]>([]);
  const failed = useSignal<Problem | null>(null);
  /** Null where none is changed; `new` where another is made. */
  const edited = useSignal<Macro | 'new' | null>(null);
  const { problem, isSending, send } = useSubmission();

  async function read(): Promise<void> {
    const answer = await desk.listMacros();
    failed.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) macros.value = answer.data.items;
  }
  useEffect(() => void read(), []);

  async function remove({ id, version }: Macro): Promise<void> {
    const answer = await send('deleteMacro', { path: { id } }, { ifMatch: String(version) });
    if (!answer?.isOk) return;
    announce(t('macros.deleted'));
    await read();
    returnFocusTo(null);
  }

  const done = () => {
    edited.value = null;
    void read();
  };
  const form = edited.value;
  return (
    <div class="page">
      <h1>{t('macros.title')}</h1>
      <p class="hint">{t('macros.meaning')}</p>
      <ProblemNote problem={failed.value ?? problem.value} onRetry={() => void read()} />
      {form === null && (
        <p>
          <Button
            kind="primary"
            icon={plus}
            onClick={() => {
              edited.value = 'new';
            }}
          >
            {t('macros.new')}
          </Button>
        </p>
      )}
      {form !== null && (
        <MacroForm
          key={form === 'new' ? form : form.id}
          macro={form === 'new' ? null : form}
          onDone={done}
        />
      )}
      <ul class="cards">
        {macros.value.map((macro) => (
          <li key={macro.id} class="card">
            <p>
              <strong dir="auto">{macro.title}</strong>{' '}
              <span class="soft">
                {audienceTitle(macro.audience)} · {macro.ownerName}
              </span>
            </p>
            <p class="soft">{macro.steps.map((step) => t(`macro_step.${step.do}`)).join(' · ')}</p>
            {macro.mayChange && (
              <p>
                <Button
                  isSmall
                  label={t('macros.change', { title: macro.title })}
                  onClick={() => {
                    edited.value = macro;
                  }}
                >
                  {t('macros.change_short')}
                </Button>{' '}
                <Button
                  isSmall
                  kind="quiet"
                  disabled={isSending.value}
                  label={t('macros.delete', { title: macro.title })}
                  onClick={() => void remove(macro)}
                >
                  {t('macros.delete_short')}
                </Button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
