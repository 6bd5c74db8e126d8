import type { OnCallGroup } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { DateTimeField, filled, instant, localDateTime, SelectField } from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';

export interface OverrideStart {
  from: string;
  until: string;
}

interface OverrideFormProps {
  group: OnCallGroup;
  start: OverrideStart | null;
  onDone(group: OnCallGroup): void;
  onLeave(): void;
}

/** Somebody has it instead for a time: I do, or whoever a team lead says. */
export function OverrideForm({ group, start, onDone, onLeave }: OverrideFormProps) {
  const account = me.value;
  if (!account) return null;
  const own = { id: account.id, title: t('on_call.me', { name: account.name }) };
  const others = [...group.candidates, ...group.people]
    .filter(({ id }, n, all) => id !== own.id && all.findIndex((one) => one.id === id) === n)
    .map(({ id, name }) => ({ id, title: name }));
  const people = group.mayChange ? (group.isOwn ? [own, ...others] : others) : [own];
  const path = { process: group.process, group: group.group.id };
  return (
    <SendingForm
      draftName={`override-${group.process}-${group.group.id}`}
      title={t('on_call.override_title')}
      submitLabel={t('on_call.override_submit')}
      operation="addOverride"
      inputOf={(data) => ({
        path,
        body: {
          person: filled(data, 'person') ?? account.id,
          layer: filled(data, 'layer') ?? null,
          from: instant(data, 'from') ?? '',
          until: instant(data, 'until') ?? '',
        },
      })}
      onAnswer={onDone}
      onLeave={onLeave}
    >
      <SelectField
        name="person"
        label={t('on_call.override_person')}
        options={people}
        {...(people[0] && { value: people[0].id })}
      />
      <DateTimeField
        name="from"
        label={t('on_call.from')}
        required
        {...(start && { value: localDateTime(start.from) })}
      />
      <DateTimeField
        name="until"
        label={t('on_call.until')}
        required
        {...(start && { value: localDateTime(start.until) })}
      />
      {group.plan.layers.length > 1 && (
        <SelectField
          name="layer"
          label={t('on_call.override_layer')}
          none={t('on_call.override_all')}
          options={group.plan.layers.map(({ name }) => ({ id: name, title: name }))}
        />
      )}
    </SendingForm>
  );
}
