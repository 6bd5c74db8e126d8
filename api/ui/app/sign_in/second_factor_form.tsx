import { useSignal } from '@preact/signals';
import type { Problem, Reply, SignedIn } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button, TextButton } from '../design/button.tsx';
import { FieldErrors, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SecretField } from '../design/secret_field.tsx';
import { t } from '../words/language.ts';

interface SecondFactorFormProps {
  half: SignedIn;
  onDone(): void;
  /** Back to the password. */
  onLeave(): void;
}

/** After the password: a code of the app, a recovery code, or a passkey. */
export function SecondFactorForm({ half, onDone, onLeave }: SecondFactorFormProps) {
  const { step = '', factors = [] } = half;
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);

  async function attempt(ask: () => Promise<Reply<SignedIn>>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    const answer = await ask();
    isBusy.value = false;
    if (answer.isOk) onDone();
    else problem.value = answer.problem;
  }

  return (
    <>
      <ProblemNote problem={problem.value} />
      {factors.includes('passkey') && (
        <Button
          kind="primary"
          disabled={isBusy.value}
          onClick={() =>
            void attempt(async () => (await import('./passkey.ts')).signInByPasskey(step))
          }
        >
          {t('sign_in.by_passkey')}
        </Button>
      )}
      {(factors.includes('totp') || factors.includes('recovery_code')) && (
        <FieldErrors.Provider value={problem.value?.errors ?? []}>
          <form
            class="sign-in-form"
            onSubmit={(event) => {
              event.preventDefault();
              const code = written(new FormData(event.currentTarget), 'code');
              void attempt(() => desk.signInByCode({ body: { step, code } }));
            }}
          >
            <SecretField
              name="code"
              label={factors.includes('totp') ? t('sign_in.code') : t('sign_in.recovery_code')}
              hint={factors.includes('totp') ? t('sign_in.code_hint') : t('sign_in.recovery_hint')}
              type="text"
              autocomplete="one-time-code"
            />
            <Button kind="primary" type="submit" disabled={isBusy.value}>
              {t('sign_in.enter')}
            </Button>
          </form>
        </FieldErrors.Provider>
      )}
      <p>
        <TextButton onClick={onLeave}>{t('sign_in.begin_again')}</TextButton>
      </p>
    </>
  );
}
