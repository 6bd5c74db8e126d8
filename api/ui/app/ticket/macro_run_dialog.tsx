import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Macro, MacroOutcome, MacroPreview, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { chosen, SelectField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { t } from '../words/language.ts';
import type { MacroRunProps } from './macro_run_opener.tsx';
import { leftByMacro, noteUnfinished } from './unfinished.ts';

/** Runs one of the person's macros on a ticket: what it would say and do, then what it has done. */
export function MacroRunDialog(props: MacroRunProps) {
  return (
    <Dialog title={t('shortcuts.macro')} onClose={props.onClose}>
      {(close) => <MacroRun {...props} close={close} />}
    </Dialog>
  );
}

function MacroRun({ store, ticketId, close }: MacroRunProps & { close(): void }) {
  const macros = useSignal<readonly Macro[] | null>(null);
  const shown = useSignal<MacroPreview | null>(null);
  const outcome = useSignal<MacroOutcome | null>(null);
  const failed = useSignal<Problem | null>(null);
  /** The one that was chosen last: answers can overtake each other. */
  const asked = useRef('');
  const form = useRef<HTMLFormElement>(null);
  const { isSending, problem, send } = useSubmission();

  async function read(): Promise<void> {
    const answer = await desk.listMacros();
    failed.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    macros.value = answer.data.items;
    const [first] = answer.data.items;
    if (first) await show(first.id);
  }
  useEffect(() => void read(), []);
  // The list came after the dialog had looked for what takes the focus.
  useLayoutEffect(() => form.current?.querySelector('select')?.focus(), [macros.value]);

  async function show(macro: string): Promise<void> {
    // Chosen again it is what is shown already: nothing goes from under the hand.
    if (macro === asked.current && failed.value === null) return;
    shown.value = null;
    asked.current = macro;
    const answer = await desk.previewMacro({ path: { id: ticketId, macro } });
    if (asked.current !== macro) return;
    failed.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) shown.value = answer.data;
  }

  async function run({ id, version }: MacroPreview): Promise<void> {
    const answer = await send('runMacro', {
      path: { id: ticketId },
      body: { macro: id, version },
    });
    if (!answer?.isOk) return;
    store.apply(answer.data.ticket);
    const unfinished = leftByMacro(answer.data);
    if (unfinished) {
      // The page asks for what is missing, and goes on with the rest.
      close();
      noteUnfinished(ticketId, unfinished);
      announce(t('macro_run.stopped'));
      return;
    }
    outcome.value = answer.data;
    announce(t(answer.data.refused ? 'macro_run.stopped' : 'macro_run.all_done'));
  }

  if (outcome.value) return <Outcome outcome={outcome.value} close={close} />;
  const preview = shown.value;
  const offered = macros.value ?? [];
  return (
    <form
      ref={form}
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (preview) void run(preview);
      }}
      onChange={({ currentTarget }) => {
        const ids = offered.map(({ id }) => id);
        const macro = chosen(new FormData(currentTarget), 'macro', ids);
        if (macro !== undefined) void show(macro);
      }}
    >
      {macros.value?.length === 0 && <p>{t('macro_run.none')}</p>}
      {offered.length > 0 && (
        <SelectField
          name="macro"
          label={t('macro_run.which')}
          options={offered.map(({ id, title }) => ({ id, title }))}
        />
      )}
      {preview && (
        <>
          <p class="soft">{preview.steps.map((step) => t(`macro_step.${step}`)).join(' · ')}</p>
          <Text>{preview.reply}</Text>
        </>
      )}
      <ProblemNote problem={failed.value ?? problem.value} />
      {macros.value && (
        <p>
          <a href="/macros">{t('macros.title')}</a>
        </p>
      )}
      <div class="form-end">
        <Button kind="quiet" onClick={close}>
          {t('form.leave')}
        </Button>
        {preview && <SubmitButton isSending={isSending.value}>{t('macro_run.run')}</SubmitButton>}
      </div>
    </form>
  );
}

/** What was done, what was refused and why, and what was not tried behind it. */
function Outcome({ outcome, close }: { outcome: MacroOutcome; close(): void }) {
  const end = useRef<HTMLDivElement>(null);
  // Before anybody sees it: the key that is pressed next must not fall into the void.
  useLayoutEffect(() => end.current?.querySelector('button')?.focus(), []);
  return (
    <div class="fields">
      <p>{t(outcome.refused ? 'macro_run.stopped' : 'macro_run.all_done')}</p>
      <ul>
        {outcome.steps.map((step, place) => (
          <li key={place}>
            {t(`macro_run.${step.outcome}`, { step: t(`macro_step.${step.do}`) })}
          </li>
        ))}
      </ul>
      <ProblemNote problem={outcome.refused} />
      <div class="form-end" ref={end}>
        <Button kind="primary" onClick={close}>
          {t('shortcuts.close')}
        </Button>
      </div>
    </div>
  );
}
