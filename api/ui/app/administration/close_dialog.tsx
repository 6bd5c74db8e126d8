import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Account, Closing, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Dialog } from '../design/dialog.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';

interface CloseDialogProps {
  person: Account;
  onDone(): void;
  onClose(): void;
}

/** Somebody leaves, or is back: told before what that does. */
export function CloseDialog({ person, onDone, onClose }: CloseDialogProps) {
  const { id, name, isActive } = person;
  const title = t(isActive ? 'people.close_name' : 'people.reopen_name', { name });
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <SendingForm
          draftName={`person-closing-${id}`}
          title={title}
          submitLabel={t(isActive ? 'people.close' : 'people.reopen')}
          operation={isActive ? 'closeAccount' : 'reopenAccount'}
          inputOf={() => ({ path: { id }, body: undefined })}
          onAnswer={onDone}
          onLeave={close}
        >
          {isActive ? <WhatHappens id={id} /> : <p>{t('people.reopen_meaning')}</p>}
        </SendingForm>
      )}
    </Dialog>
  );
}

function WhatHappens({ id }: { id: string }) {
  const told = useSignal<Closing | null>(null);
  const problem = useSignal<Problem | null>(null);
  const read = async () => {
    const answer = await desk.getClosing({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) told.value = answer.data;
  };
  useEffect(() => void read(), [id]);
  if (told.value === null) {
    return <ProblemNote problem={problem.value} onRetry={() => void read()} />;
  }
  const { tickets, groups, sessionCount, tokenCount, deputyOfCount } = told.value;
  const count = tickets.reduce((sum, one) => sum + one.count, 0);
  return (
    <ul>
      <li>{t('people.closing_sign_ins', { sessions: sessionCount, tokens: tokenCount })}</li>
      <li>{t('people.closing_tickets', { count })}</li>
      {groups.length > 0 && (
        <li>
          {t('people.closing_groups', { groups: groups.map(({ title }) => title).join(', ') })}
        </li>
      )}
      {deputyOfCount > 0 && <li>{t('people.closing_deputy', { count: deputyOfCount })}</li>}
      <li>{t('people.closing_history')}</li>
      {told.value.isLastAdministrator && <li>{t('people.closing_last')}</li>}
    </ul>
  );
}
