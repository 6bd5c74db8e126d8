import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Problem, SignedIn, SignInLink } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { enterDesk, homeOf } from '../client/session.ts';
import { written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SecretField } from '../design/secret_field.tsx';
import { SignInFrame } from '../sign_in_page.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { SecondFactorForm } from './second_factor_form.tsx';
import { SignInForm } from './sign_in_form.tsx';

/** Chooses a password by a link. The secret is behind the sign # of the address: no server is sent it. */
export default function LinkPage() {
  const { route } = useLocation();
  const link = useSignal<SignInLink | null>(null);
  const problem = useSignal<Problem | null>(null);
  const half = useSignal<SignedIn | null>(null);
  const isBusy = useSignal(false);
  const secret = useSignal(location.hash.slice(1));
  const title = link.value
    ? t(`sign_in_link.${link.value.purpose}`, { name: link.value.name })
    : t('sign_in_link.title');
  useTitle(title);

  useEffect(() => {
    // Whoever looks at this screen later, or goes back to it, does not find the secret.
    history.replaceState(null, '', location.pathname);
    void desk.openSignInLink({ body: { secret: secret.value } }).then((answer) => {
      if (answer.isOk) link.value = answer.data;
      else problem.value = answer.problem;
    });
  }, []);

  async function enter(): Promise<void> {
    const answer = await enterDesk();
    if (answer.isOk) route(homeOf(answer.data), true);
    else problem.value = answer.problem;
  }

  async function choose(password: string): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    const answer = await desk.useSignInLink({ body: { secret: secret.value, password } });
    isBusy.value = false;
    if (!answer.isOk) problem.value = answer.problem;
    else if (answer.data.next === 'second_factor') half.value = answer.data;
    else await enter();
  }

  if (half.value) {
    return (
      <SignInFrame title={t('sign_in.second_factor')}>
        <SecondFactorForm
          half={half.value}
          onDone={() => void enter()}
          onLeave={() => route('/sign-in', true)}
        />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title={title}>
      <ProblemNote problem={problem.value} />
      {link.value && (
        <SignInForm
          problem={problem.value}
          isBusy={isBusy.value}
          submitLabel={t('sign_in_link.choose')}
          onSend={(data) => void choose(written(data, 'password'))}
        >
          {link.value.address !== null && (
            <SecretField
              name="address"
              label={t('sign_in.address')}
              hint={t('sign_in_link.address_hint')}
              type="email"
              autocomplete="username"
              value={link.value.address}
            />
          )}
          <SecretField
            name="password"
            label={t('sign_in_link.password')}
            hint={t('security.password_hint')}
            type="password"
            autocomplete="new-password"
          />
        </SignInForm>
      )}
      <p>
        <a href="/sign-in">{t('forgotten.back')}</a>
      </p>
    </SignInFrame>
  );
}
