import { useSignal } from '@preact/signals';
import type { ProblemRecord } from '../../../contract.ts';
import { CheckBox } from '../design/choice.tsx';
import { DateTimeField, filled, SelectField, TextField } from '../design/fields.tsx';
import { t } from '../language.ts';
import { SendingForm, type SendingFormProps } from '../parts/sending_form.tsx';
import { agents, useProcess } from '../process.ts';
import { me } from '../session.ts';
import type { ProblemStore } from './problem_store.ts';

export interface ProblemFormProps {
  store: ProblemStore;
  record: ProblemRecord;
  onLeave(): void;
}

interface FormProps
  extends ProblemFormProps,
    Pick<SendingFormProps<ProblemRecord>, 'bodyOf' | 'children'> {
  title: string;
  method?: 'PUT' | 'DELETE';
  /** Under `/api/problems/{id}/`. */
  resource: string;
}

function ProblemForm({ store, record, onLeave, resource, title, method, ...form }: FormProps) {
  return (
    <SendingForm<ProblemRecord>
      {...form}
      title={title}
      submitLabel={title}
      method={method ?? 'PUT'}
      path={`/api/problems/${record.id}/${resource}`}
      onAnswer={(answer) => {
        store.apply(answer);
        onLeave();
      }}
      onCancel={onLeave}
    />
  );
}

const noteMax = 10_000;

/** A text that was emptied is taken away; one left as it was is not said again. */
function changedText(value: string | undefined, before: string | null) {
  return (value ?? null) === before ? undefined : (value ?? null);
}

export function DiagnoseForm(props: ProblemFormProps) {
  const { rootCause, workaround } = props.record;
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.diagnose')}
      resource="diagnosis"
      bodyOf={(data) => ({
        rootCause: changedText(filled(data, 'rootCause'), rootCause),
        workaround: changedText(filled(data, 'workaround'), workaround),
      })}
    >
      <p class="hint">{t('problems.diagnose_hint')}</p>
      <TextField
        name="rootCause"
        label={t('problems.root_cause')}
        maxLength={noteMax}
        rows={3}
        value={rootCause ?? ''}
      />
      <TextField
        name="workaround"
        label={t('problems.workaround')}
        maxLength={noteMax}
        rows={3}
        value={workaround ?? ''}
      />
    </ProblemForm>
  );
}

const nobody = 'nobody';

export function AssignProblemForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const mine = me.value ? [{ id: me.value.id, title: t('filter.me') }] : [];
  const others = agents.value
    .filter(({ id }) => id !== me.value?.id)
    .map(({ id, name }) => ({ id, title: name }));
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.assign')}
      resource="assignment"
      bodyOf={(data) => {
        const owner = filled(data, 'owner');
        return { group: filled(data, 'group'), owner: owner === nobody ? null : owner };
      }}
    >
      <SelectField
        name="owner"
        label={t('problems.owner')}
        options={[{ id: nobody, title: t('ticket.nobody') }, ...mine, ...others]}
        value={record.owner?.id ?? me.value?.id ?? nobody}
      />
      <SelectField
        name="group"
        label={t('facts.group')}
        options={process?.groups ?? [record.group]}
        value={record.group.id}
      />
    </ProblemForm>
  );
}

const levels = ['high', 'medium', 'low'] as const;
const priorities = ['p1', 'p2', 'p3', 'p4'] as const;
const byMatrix = 'matrix';

export function ClassifyProblemForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const levelOptions = levels.map((id) => ({ id, title: t(`level.${id}`) }));
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.classify')}
      resource="classification"
      bodyOf={(data) => {
        const priority = filled(data, 'priority');
        return {
          category: filled(data, 'category') ?? null,
          service: filled(data, 'service') ?? null,
          impact: filled(data, 'impact'),
          urgency: filled(data, 'urgency'),
          priority: priority === byMatrix ? null : priority,
        };
      }}
    >
      <SelectField
        name="category"
        label={t('facts.category')}
        options={process?.categories ?? []}
        none={t('facts.none')}
        value={record.category ?? ''}
      />
      <SelectField
        name="service"
        label={t('facts.service')}
        options={process?.services ?? []}
        none={t('facts.none')}
        value={record.service ?? ''}
      />
      <SelectField
        name="impact"
        label={t('facts.impact')}
        options={levelOptions}
        value={record.impact}
      />
      <SelectField
        name="urgency"
        label={t('facts.urgency')}
        options={levelOptions}
        value={record.urgency}
      />
      <SelectField
        name="priority"
        label={t('facts.priority')}
        options={[
          { id: byMatrix, title: t('classify.matrix') },
          ...priorities.map((id) => ({ id, title: t(`priority.${id}`) })),
        ]}
        value={record.priorityOverridden ? record.priority : byMatrix}
      />
    </ProblemForm>
  );
}

export function DescribeProblemForm(props: ProblemFormProps) {
  const { title, description } = props.record;
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.describe')}
      resource="description"
      bodyOf={(data) => ({
        title: changedText(filled(data, 'title'), title) ?? undefined,
        description: changedText(filled(data, 'description'), description),
      })}
    >
      <TextField
        name="title"
        label={t('problems.problem_title')}
        maxLength={200}
        required
        value={title ?? ''}
      />
      <TextField
        name="description"
        label={t('problems.description')}
        maxLength={50_000}
        rows={4}
        value={description ?? ''}
      />
    </ProblemForm>
  );
}

export function ReviewForm(props: ProblemFormProps) {
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.planReview')}
      resource="review"
      bodyOf={(data) => {
        const at = filled(data, 'at');
        return { at: at === undefined ? undefined : new Date(at).toISOString() };
      }}
    >
      <DateTimeField name="at" label={t('problems.review_at')} required />
    </ProblemForm>
  );
}

export function ResolveProblemForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const open = record.openIncidentCount;
  const withIncidents = useSignal(open > 0);
  const codes = (process?.resolutionCodes ?? []).filter(
    ({ requires }) => !requires.includes('article'),
  );
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.resolve')}
      resource="resolution"
      bodyOf={(data) => ({
        note: filled(data, 'note'),
        incidents: withIncidents.value
          ? { code: filled(data, 'code'), note: filled(data, 'incidentNote') }
          : undefined,
      })}
    >
      <TextField
        name="note"
        label={t('problems.what_solved')}
        maxLength={noteMax}
        rows={2}
        required
      />
      {open > 0 && (
        <CheckBox
          class="whole-row"
          isChecked={withIncidents.value}
          onChange={(next) => {
            withIncidents.value = next;
          }}
        >
          {t('problems.resolve_incidents', { count: open })}
        </CheckBox>
      )}
      {withIncidents.value && (
        <>
          <SelectField name="code" label={t('resolve.code')} options={codes} required />
          <TextField
            name="incidentNote"
            label={t('problems.tell_requesters')}
            maxLength={noteMax}
            rows={2}
            required
          />
        </>
      )}
    </ProblemForm>
  );
}

export function PlainProblemForm({
  name,
  ...props
}: ProblemFormProps & { name: 'reopen' | 'close' }) {
  const isReopening = name === 'reopen';
  return (
    <ProblemForm
      {...props}
      title={t(`problem_action.${name}`)}
      method={isReopening ? 'DELETE' : 'PUT'}
      resource={isReopening ? 'resolution' : 'closure'}
      bodyOf={(data) => ({ reason: filled(data, 'reason') })}
    >
      <TextField name="reason" label={t('form.reason')} maxLength={noteMax} />
    </ProblemForm>
  );
}
