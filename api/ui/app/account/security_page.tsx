import { useSignal } from '@preact/signals';
import type { Problem, Security } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SecretField } from '../design/secret_field.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { Factors } from './factors.tsx';
import { Providers } from './providers.tsx';
import { useRead } from './read_once.ts';

/** With what a person signs in. */
export default function SecurityPage() {
  const read = useRead(() => desk.getSecurity());
  const { data, problem } = read;
  useTitle(t('account.security'));
  return (
    <div class="page">
      <h1>{t('account.security')}</h1>
      <AccountNavigation />
      <ProblemNote problem={problem.value} />
      {data.value && (
        <>
          <PasswordForm security={data.value} onChanged={() => void read.read()} />
          <Providers />
          <Factors security={data.value} read={read} onAdded={() => void read.read()} />
        </>
      )}
    </div>
  );
}

function PasswordForm({ security, onChanged }: { security: Security; onChanged(): void }) {
  const problem = useSignal<Problem | null>(null);
  const isDone = useSignal(false);
  const { passwordChangedAt, address } = security;

  async function change(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    problem.value = null;
    isDone.value = false;
    const current = data.get('current');
    const answer = await desk.changePassword({
      body: {
        ...(typeof current === 'string' ? { current } : {}),
        password: String(data.get('password')),
      },
    });
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    form.reset();
    isDone.value = true;
    onChanged();
  }

  return (
    <section class="card" aria-labelledby="password-title">
      <h2 id="password-title">{t('sign_in.password')}</h2>
      <p class="soft">
        {passwordChangedAt === null ? (
          t('security.no_password')
        ) : (
          <>
            {t('security.password_since')} <When at={passwordChangedAt} as="date" />
          </>
        )}
      </p>
      {isDone.value && <p role="status">{t('security.password_changed')}</p>}
      {problem.value?.errors?.length ? null : <ProblemNote problem={problem.value} />}
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <form
          class="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            void change(event.currentTarget);
          }}
        >
          {/* Password managers ask whose it is. */}
          <input
            type="email"
            name="address"
            autocomplete="username"
            value={address ?? ''}
            readOnly
            hidden
          />
          {passwordChangedAt !== null && (
            <SecretField
              name="current"
              label={t('security.current')}
              type="password"
              autocomplete="current-password"
            />
          )}
          <SecretField
            name="password"
            label={t('sign_in_link.password')}
            hint={t('security.password_hint')}
            type="password"
            autocomplete="new-password"
          />
          <Button type="submit">{t('security.change_password')}</Button>
        </form>
      </FieldErrors.Provider>
    </section>
  );
}
