import arrowUp from 'icon:arrow-up';
import x from 'icon:x';
import { type Weekday, weekdayName, weekdays } from '../account/weekday_name.ts';
import { Button, IconButton } from '../design/button.tsx';
import { CheckBox } from '../design/choice.tsx';
import { SmallField, SmallSelect } from '../design/small_field.tsx';
import { t } from '../words/language.ts';
import { earlier, type Layer, withItem, without } from './plan_draft.ts';

interface LayerProps {
  layer: Layer;
  people: readonly { id: string; name: string }[];
  onChange(layer: Layer): void;
  /** Absent where it is the only one. */
  onRemove?: (() => void) | undefined;
}

type Time = Layer['handOver']['at'];
type Window = Extract<Layer['hours'], { kind: 'week' }>['windows'][number];

const hourKinds = ['always', 'group_hours', 'outside_group_hours', 'week'] as const;
const nights: Window = { days: [...weekdays], from: '18:00', until: '08:00' };

/** People who take turns: who, when the next takes over, and in which hours. */
export function LayerFields({ layer, people, onChange, onRemove }: LayerProps) {
  const { name, handOver, startsOn, hours } = layer;
  const change = (part: Partial<Layer>) => onChange({ ...layer, ...part });
  return (
    <fieldset class="on-call-part">
      <legend>{name || t('on_call.layer')}</legend>
      <SmallField label={t('on_call.layer_name')}>
        <input
          value={name}
          maxLength={60}
          required
          onInput={({ currentTarget }) => change({ name: currentTarget.value })}
        />
      </SmallField>
      <Members layer={layer} people={people} onChange={(members) => change({ members })} />
      <div class="on-call-row">
        <SmallSelect
          label={t('on_call.hand_over')}
          value={handOver.every}
          options={(['day', 'week'] as const).map((id) => ({
            id,
            title: t(`on_call.every_${id}`),
          }))}
          onChange={(every) =>
            change({
              handOver:
                every === 'day'
                  ? { every, at: handOver.at }
                  : { every: 'week', on: 'monday', at: handOver.at },
            })
          }
        />
        {handOver.every === 'week' && (
          <SmallSelect
            label={t('on_call.hand_over_on')}
            value={handOver.on}
            options={weekdays.map((id) => ({ id, title: weekdayName(id) }))}
            onChange={(on) => change({ handOver: { ...handOver, on: on as Weekday } })}
          />
        )}
        <TimeInput
          label={t('on_call.hand_over_at')}
          value={handOver.at}
          onChange={(at) => change({ handOver: { ...handOver, at } })}
        />
        <SmallField label={t('on_call.starts_on')}>
          <input
            type="date"
            value={startsOn}
            required
            onInput={({ currentTarget }) =>
              change({ startsOn: currentTarget.value as Layer['startsOn'] })
            }
          />
        </SmallField>
        <SmallSelect
          label={t('on_call.hours')}
          value={hours.kind}
          options={hourKinds.map((id) => ({ id, title: t(`on_call.hours_${id}`) }))}
          onChange={(kind) =>
            change({
              hours:
                kind === 'week'
                  ? { kind, windows: [nights] }
                  : { kind: kind as Exclude<Layer['hours']['kind'], 'week'> },
            })
          }
        />
      </div>
      {hours.kind === 'week' && (
        <Windows
          windows={hours.windows}
          onChange={(windows) => change({ hours: { kind: 'week', windows } })}
        />
      )}
      {onRemove && (
        <Button
          isSmall
          label={t('on_call.of', { what: t('on_call.remove_layer'), of: name })}
          onClick={onRemove}
        >
          {t('on_call.remove_layer')}
        </Button>
      )}
    </fieldset>
  );
}

interface MembersProps {
  layer: Layer;
  people: LayerProps['people'];
  onChange(members: string[]): void;
}

function Members({ layer: { members }, people, onChange }: MembersProps) {
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? id;
  const others = people.filter(({ id }) => !members.includes(id));
  return (
    <>
      <p class="on-call-label">{t('on_call.members')}</p>
      {members.length === 0 && <p class="soft">{t('on_call.no_members')}</p>}
      <ol class="on-call-members">
        {members.map((id, n) => (
          <li key={id}>
            <span dir="auto">{nameOf(id)}</span>
            {n > 0 && (
              <IconButton
                isSmall
                icon={arrowUp}
                label={t('on_call.earlier', { name: nameOf(id) })}
                onClick={() => onChange(earlier(members, n))}
              />
            )}
            <IconButton
              isSmall
              icon={x}
              label={t('on_call.remove_of', { what: nameOf(id) })}
              onClick={() => onChange(without(members, n))}
            />
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <SmallSelect
          label={t('on_call.add_member')}
          value=""
          options={[
            { id: '', title: t('on_call.choose_member') },
            ...others.map(({ id, name }) => ({ id, title: name })),
          ]}
          onChange={(id) => id !== '' && onChange([...members, id])}
        />
      )}
    </>
  );
}

interface WindowsProps {
  windows: Window[];
  onChange(windows: Window[]): void;
}

function Windows({ windows, onChange }: WindowsProps) {
  return (
    <>
      {windows.map((window, n) => {
        const change = (part: Partial<Window>) =>
          onChange(withItem(windows, n, { ...window, ...part }));
        const toggled = (day: Weekday, isOn: boolean) =>
          weekdays.filter((one) => (one === day ? isOn : window.days.includes(one)));
        return (
          <fieldset key={n} class="on-call-window">
            <legend>{t('on_call.window')}</legend>
            <div class="on-call-row">
              {weekdays.map((day) => (
                <CheckBox
                  key={day}
                  isChecked={window.days.includes(day)}
                  onChange={(isOn) => change({ days: toggled(day, isOn) })}
                >
                  {weekdayName(day)}
                </CheckBox>
              ))}
            </div>
            <div class="on-call-row">
              <TimeInput
                label={t('on_call.from')}
                value={window.from}
                onChange={(from) => change({ from })}
              />
              <TimeInput
                label={t('on_call.until')}
                value={window.until}
                onChange={(until) => change({ until })}
              />
              {windows.length > 1 && (
                <Button isSmall onClick={() => onChange(without(windows, n))}>
                  {t('on_call.remove_window')}
                </Button>
              )}
            </div>
          </fieldset>
        );
      })}
      <Button isSmall onClick={() => onChange([...windows, nights])}>
        {t('on_call.add_window')}
      </Button>
    </>
  );
}

interface TimeInputProps {
  label: string;
  value: Time;
  onChange(value: Time): void;
}

function TimeInput({ label, value, onChange }: TimeInputProps) {
  return (
    <SmallField label={label}>
      <input
        type="time"
        value={value}
        required
        onInput={({ currentTarget }) => onChange(currentTarget.value as Time)}
      />
    </SmallField>
  );
}
