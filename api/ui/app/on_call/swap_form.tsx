import { useSignal } from '@preact/signals';
import type { OnCallGroup } from '../../../contract.ts';
import { chosen, SelectField } from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';

interface SwapFormProps {
  group: OnCallGroup;
  onDone(group: OnCallGroup): void;
  onLeave(): void;
}

/** Two people exchange their shifts: one shift is chosen, and one of somebody else for it. */
export function SwapForm({ group, onDone, onLeave }: SwapFormProps) {
  const shifts = swappable(group);
  const first = useSignal(shifts[0]?.id ?? '');
  const personOf = (id: string) => shifts.find((one) => one.id === id)?.person;
  const others = shifts.filter(({ person }) => person !== personOf(first.value));
  return (
    <SendingForm
      draftName={`swap-${group.process}-${group.group.id}`}
      title={t('on_call.swap')}
      submitLabel={t('on_call.swap_submit')}
      operation="swapOnCall"
      inputOf={(data) => {
        const shiftAt = (name: string) => {
          const ids = shifts.map(({ id }) => id);
          const { person, from, until } =
            shifts.find(({ id }) => id === chosen(data, name, ids)) ?? nothing;
          return { person, from, until };
        };
        return {
          path: { process: group.process, group: group.group.id },
          body: { shifts: [shiftAt('first'), shiftAt('second')] as [Shift, Shift] },
        };
      }}
      onAnswer={onDone}
      onLeave={onLeave}
    >
      <SelectField
        name="first"
        label={t('on_call.swap_first')}
        options={shifts}
        value={first.value}
        onChange={(id) => {
          first.value = id;
        }}
      />
      <SelectField
        key={personOf(first.value)}
        name="second"
        label={t('on_call.swap_second')}
        options={others}
      />
    </SendingForm>
  );
}

interface Shift {
  person: string;
  from: string;
  until: string;
}

const nothing: Shift = { person: '', from: '', until: '' };

/** The shifts of the weeks that are shown, as they can be chosen. */
export function swappable({ shifts }: OnCallGroup) {
  return shifts.flatMap(({ from, until, onCall }) =>
    onCall.kind === 'gap'
      ? []
      : [
          {
            ...{ id: from, from, until, person: onCall.person.id },
            title: t('on_call.swap_shift', {
              ...{ person: onCall.person.name, from: dateTime(from), until: dateTime(until) },
            }),
          },
        ],
  );
}
