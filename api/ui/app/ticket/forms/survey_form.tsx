import { filled, RadioField, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

const scores = ['5', '4', '3', '2', '1'] as const;

export function SurveyForm(props: FormProps) {
  return (
    <CommandForm
      {...props}
      title={t('survey.title')}
      submitLabel={t('survey.submit')}
      operation="recordSatisfaction"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: {
          score: Number(filled(data, 'score')),
          comment: filled(data, 'comment'),
        },
      })}
    >
      <RadioField
        name="score"
        label={t('survey.question')}
        options={scores.map((id) => ({ id, title: t(`survey.score_${id}`) }))}
      />
      <TextField name="comment" label={t('survey.comment')} maxLength={10_000} rows={2} />
    </CommandForm>
  );
}
