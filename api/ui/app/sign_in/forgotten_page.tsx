import { useSignal } from '@preact/signals';
import type { Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SecretField } from '../design/secret_field.tsx';
import { SignInFrame } from '../sign_in_page.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { SignInForm } from './sign_in_form.tsx';

const sendsMail =
  document.querySelector('meta[name="palier-mail"]')?.getAttribute('content') === 'true';

/** Asks for a link to choose another password. What it says is the same for everybody. */
export default function ForgottenPage() {
  const problem = useSignal<Problem | null>(null);
  const isAsked = useSignal(false);
  const isBusy = useSignal(false);
  useTitle(t('forgotten.title'));

  async function ask(address: string): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    const answer = await desk.askForReset({ body: { address } });
    isBusy.value = false;
    if (answer.isOk) isAsked.value = true;
    else problem.value = answer.problem;
  }

  return (
    <SignInFrame title={t('forgotten.title')}>
      <ProblemNote problem={problem.value} />
      {!sendsMail && <p>{t('forgotten.no_mail')}</p>}
      {isAsked.value && <p role="status">{t('forgotten.asked')}</p>}
      {sendsMail && !isAsked.value && (
        <SignInForm
          problem={problem.value}
          isBusy={isBusy.value}
          submitLabel={t('forgotten.ask')}
          onSend={(data) => void ask(written(data, 'address'))}
        >
          <SecretField
            name="address"
            label={t('sign_in.address')}
            hint={t('forgotten.hint')}
            type="email"
            autocomplete="username"
          />
        </SignInForm>
      )}
      <p>
        <a href="/sign-in">{t('forgotten.back')}</a>
      </p>
    </SignInFrame>
  );
}
