import type { Absence } from '../../../contract.ts';
import { CheckField } from '../design/choice.tsx';
import { DateTimeField, filled, instant, localDateTime, TextField } from '../design/fields.tsx';
import { PersonField } from '../parts/person_field.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { now } from '../words/time.ts';

interface AbsenceFormProps {
  account: { id: string; name: string };
  /** Null for a new one. */
  absence: Absence | null;
  onDone(): void;
  onLeave(): void;
}

/** When somebody is away, and who stands in. */
export function AbsenceForm({ account, absence, onDone, onLeave }: AbsenceFormProps) {
  const title = t(absence ? 'absences.change' : 'absences.add');
  const form = { title, submitLabel: t('absences.save'), onAnswer: onDone, onLeave };
  const fields = <AbsenceFields account={account} absence={absence} />;
  return absence ? (
    <SendingForm
      {...form}
      draftName={`absence-${absence.id}`}
      operation="changeAbsence"
      inputOf={(data) => ({ path: { id: absence.id }, body: bodyOf(data) })}
    >
      {fields}
    </SendingForm>
  ) : (
    <SendingForm
      {...form}
      draftName={`absence-of-${account.id}`}
      operation="addAbsence"
      inputOf={(data) => ({ body: { account: account.id, ...bodyOf(data) } })}
    >
      {fields}
    </SendingForm>
  );
}

function AbsenceFields({ account, absence }: Pick<AbsenceFormProps, 'account' | 'absence'>) {
  const from = absence?.from ?? new Date(now.peek()).toISOString();
  return (
    <>
      <DateTimeField name="from" label={t('absences.from')} value={localDateTime(from)} required />
      <DateTimeField
        name="until"
        label={t('absences.until')}
        hint={t('absences.until_hint')}
        {...(absence?.until && { value: localDateTime(absence.until) })}
      />
      <PersonField
        name="deputyId"
        label={t('absences.deputy')}
        searchLabel={t('absences.find_deputy')}
        without={[account.id]}
        none={t('absences.no_deputy')}
        now={absence?.deputy ?? null}
      />
      <CheckField name="onlyApprovals" isCheckedAtFirst={absence?.onlyApprovals ?? false}>
        {t('absences.only_approvals')}
      </CheckField>
      <TextField
        name="note"
        label={t('absences.note')}
        rows={2}
        maxLength={2_000}
        {...(absence && { value: absence.note })}
      />
    </>
  );
}

function bodyOf(data: FormData) {
  return {
    from: instant(data, 'from') ?? '',
    until: instant(data, 'until') ?? null,
    deputyId: filled(data, 'deputyId') ?? null,
    onlyApprovals: data.has('onlyApprovals'),
    note: filled(data, 'note') ?? '',
  };
}
