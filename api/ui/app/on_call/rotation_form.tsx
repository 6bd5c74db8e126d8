import { useSignal } from '@preact/signals';
import type { OnCallGroup, UnplannedGroup } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useReturnedFocus } from '../design/returned_focus.ts';
import { SmallField, SmallSelect } from '../design/small_field.tsx';
import { t } from '../words/language.ts';
import { LayerFields } from './layer_fields.tsx';
import { LevelFields } from './level_fields.tsx';
import {
  earlier,
  firstPlan,
  newLayer,
  newLevel,
  type Plan,
  withItem,
  without,
} from './plan_draft.ts';

interface RotationFormProps {
  group: OnCallGroup | UnplannedGroup;
  onDone(group: OnCallGroup): void;
  onLeave(): void;
}

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].filter(
  (zone, n, all) => all.indexOf(zone) === n,
);

/** How a group is on call: its layers, and who is paged one after the other. */
export function RotationForm({ group, onDone, onLeave }: RotationFormProps) {
  const isNew = !('plan' in group);
  const people = [...group.candidates, ...(isNew ? [] : group.people)].filter(
    ({ id }, n, all) => all.findIndex((one) => one.id === id) === n,
  );
  const members = group.candidates.map(({ id }) => id);
  const plan = useSignal<Plan>(
    isNew ? firstPlan(ownZone, t('on_call.first_layer'), members) : group.plan,
  );
  const { isSending, problem, send } = useSubmission();
  useReturnedFocus();
  const change = (part: Partial<Plan>) => {
    plan.value = { ...plan.value, ...part };
  };
  const save = async () => {
    const path = { process: group.process, group: group.group.id };
    const input = { path, body: plan.value };
    const options = isNew ? {} : { ifMatch: String(group.version) };
    const answer = await send('setOnCall', input, options);
    if (!answer?.isOk) return;
    announce(t('on_call.saved'));
    onDone(answer.data);
  };
  const { zone, layers, levels, repeats } = plan.value;
  return (
    <form
      class="on-call-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SmallSelect
        label={t('on_call.zone')}
        value={zone}
        options={zones.map((id) => ({ id, title: id.replaceAll('_', ' ') }))}
        onChange={(id) => change({ zone: id })}
      />
      <h3>{t('on_call.layers')}</h3>
      <p class="hint">{t('on_call.layers_meaning')}</p>
      {layers.map((layer, n) => (
        <LayerFields
          key={n}
          layer={layer}
          people={people}
          onChange={(next) => change({ layers: withItem(layers, n, next) })}
          onRemove={layers.length > 1 ? () => change({ layers: without(layers, n) }) : undefined}
        />
      ))}
      <p>
        <Button
          isSmall
          onClick={() =>
            change({
              layers: [...layers, newLayer(t('on_call.layer_n', { n: layers.length + 1 }))],
            })
          }
        >
          {t('on_call.add_layer')}
        </Button>
      </p>
      <h3>{t('on_call.levels')}</h3>
      <p class="hint">{t('on_call.levels_meaning')}</p>
      <ol class="on-call-levels">
        {levels.map((level, n) => (
          <LevelFields
            key={n}
            {...{ level, people, plan: plan.value, n: n + 1 }}
            onChange={(next) => change({ levels: withItem(levels, n, next) })}
            onEarlier={n > 0 ? () => change({ levels: earlier(levels, n) }) : undefined}
            onRemove={levels.length > 1 ? () => change({ levels: without(levels, n) }) : undefined}
          />
        ))}
      </ol>
      <p>
        <Button isSmall onClick={() => change({ levels: [...levels, newLevel('team_lead')] })}>
          {t('on_call.add_level')}
        </Button>
      </p>
      <SmallField label={t('on_call.repeats')}>
        <input
          type="number"
          min={0}
          max={9}
          required
          value={repeats}
          onInput={({ currentTarget }) => change({ repeats: currentTarget.valueAsNumber || 0 })}
        />
      </SmallField>
      <ProblemNote problem={problem.value} />
      <p class="people-actions">
        <SubmitButton isSending={isSending.value}>{t('on_call.save')}</SubmitButton>
        <Button onClick={onLeave}>{t('form.leave')}</Button>
      </p>
    </form>
  );
}
