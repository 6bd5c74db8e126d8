import { Fragment } from 'preact';
import type { ProblemProposal, ProblemRecord } from '../../../contract.ts';
import { filled, SelectField, TextField, written } from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { useProcess } from '../words/process.ts';

interface LogProblemFormProps {
  /** What is known of it already. */
  given?: {
    title: string;
    process: string;
    category: string | null;
    service: string | null;
    incidents: string[];
  };
  onLogged(problem: ProblemRecord): void;
  onLeave(): void;
}

export function LogProblemForm({ given, onLogged, onLeave }: LogProblemFormProps) {
  const process = useProcess(given?.process ?? null);
  return (
    <SendingForm
      draftName={`problem.new.${given?.incidents.join() ?? ''}`}
      title={t('problems.log')}
      submitLabel={t('problems.log')}
      operation="logProblem"
      inputOf={(data) => ({
        body: {
          title: written(data, 'title'),
          description: filled(data, 'description'),
          process: given?.process,
          category: filled(data, 'category'),
          service: given?.service ?? undefined,
          impact: filled(data, 'impact'),
          urgency: filled(data, 'urgency'),
          incidents: given?.incidents,
        },
      })}
      onAnswer={onLogged}
      onLeave={onLeave}
    >
      {given && given.incidents.length > 0 && (
        <p class="hint">{t('problems.log_with', { count: given.incidents.length })}</p>
      )}
      <TextField
        name="title"
        label={t('problems.problem_title')}
        maxLength={200}
        required
        value={given?.title ?? ''}
      />
      <SelectField
        name="category"
        label={t('facts.category')}
        options={process?.categories ?? []}
        none={t('facts.no_category')}
        value={given?.category ?? ''}
      />
      {process && (
        <Fragment key={process.id}>
          <SelectField
            name="impact"
            label={t('facts.impact')}
            options={process.impacts}
            value={process.defaults.impact}
          />
          <SelectField
            name="urgency"
            label={t('facts.urgency')}
            options={process.urgencies}
            value={process.defaults.urgency}
          />
        </Fragment>
      )}
      <TextField name="description" label={t('problems.description')} maxLength={50_000} rows={3} />
    </SendingForm>
  );
}

/** A title to begin with: the words the incidents share, or the subject of the newest. */
export function titleOfProposal({ words, tickets }: ProblemProposal): string {
  return tickets[0]?.subject ?? words.join(' ');
}
