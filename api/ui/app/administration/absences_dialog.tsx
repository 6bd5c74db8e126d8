import { Absences } from '../absences/absences.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { t } from '../words/language.ts';

interface AbsencesDialogProps {
  person: { id: string; name: string };
  onChange(): void;
  onClose(): void;
}

/** When somebody of a group is away, said by those who see to it. */
export function AbsencesDialog({ person, onChange, onClose }: AbsencesDialogProps) {
  return (
    <Dialog title={t('absences.title_of', { name: person.name })} onClose={onClose}>
      {(close) => (
        <>
          <Absences account={person} onChange={onChange} />
          <p class="form-end">
            <Button onClick={close}>{t('shortcuts.close')}</Button>
          </p>
        </>
      )}
    </Dialog>
  );
}
