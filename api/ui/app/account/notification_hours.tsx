import { useSignal } from '@preact/signals';
import type { NotificationSettings } from '../../../contract.ts';
import { CheckBox } from '../design/choice.tsx';
import { ChoicesField, chosenOf } from '../design/choices_field.tsx';
import { chosen, FieldFrame, filled, SelectField } from '../design/fields.tsx';
import { useFirstValue } from '../design/kept_fields.ts';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { choicesOf } from './notification_choices.tsx';
import { weekdayName, weekdays } from './weekday_name.ts';

const officeHours: NonNullable<NotificationSettings['hours']> = {
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '08:00',
  to: '18:00',
};

interface HoursProps {
  settings: NotificationSettings;
  onChange(settings: NotificationSettings): void;
}

/** In which hours somebody wants to be told, and when their digests come. */
export function NotificationHours({ settings, onChange }: HoursProps) {
  const { hours, digest, zone, version } = settings;
  const hasHours = useSignal(hours !== null);
  const shown = hours ?? officeHours;
  const dayOptions = weekdays.map((id) => ({ id, title: weekdayName(id) }));

  function inputOf(given: FormData) {
    const days = chosenOf(given, 'days', weekdays);
    const from = timeIn(given, 'from', shown.from);
    const to = timeIn(given, 'to', shown.to);
    const day = chosen(given, 'digest_day', weekdays) ?? digest.day;
    const changed = {
      ...settings,
      hours: hasHours.value ? { days, from, to } : null,
      digest: { day, at: timeIn(given, 'digest_at', digest.at) },
    };
    return { body: choicesOf(changed) };
  }

  return (
    <SendingForm
      key={version}
      draftName="notification-hours"
      title={t('choices.hours')}
      submitLabel={t('choices.save_hours')}
      operation="chooseNotifications"
      ifMatch={String(version)}
      inputOf={inputOf}
      onAnswer={onChange}
    >
      <p class="soft">{t('choices.hours_meaning', { zone: zone.replaceAll('_', ' ') })}</p>
      <CheckBox
        isChecked={hasHours.value}
        onChange={(isChecked) => {
          hasHours.value = isChecked;
        }}
      >
        {t('choices.only_in_hours')}
      </CheckBox>
      {hasHours.value && (
        <>
          <ChoicesField
            name="days"
            label={t('choices.days')}
            options={dayOptions}
            chosen={shown.days}
          />
          <TimeField name="from" label={t('choices.from')} value={shown.from} />
          <TimeField name="to" label={t('choices.to')} value={shown.to} />
        </>
      )}
      <TimeField name="digest_at" label={t('choices.digest_at')} value={digest.at} />
      <SelectField
        name="digest_day"
        label={t('choices.digest_day')}
        value={digest.day}
        options={dayOptions}
      />
    </SendingForm>
  );
}

type Time = NotificationSettings['digest']['at'];

const isTime = (text: string): text is Time => /^\d\d:\d\d$/.test(text);

function timeIn(given: FormData, name: string, before: Time): Time {
  const text = filled(given, name);
  return text !== undefined && isTime(text) ? text : before;
}

function TimeField({ name, label, value }: { name: string; label: string; value: string }) {
  const first = useFirstValue(name, value);
  return (
    <FieldFrame name={name} label={label} required>
      {(attributes) => <input {...attributes} type="time" defaultValue={first ?? value} />}
    </FieldFrame>
  );
}
