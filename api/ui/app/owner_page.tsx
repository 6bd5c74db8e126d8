import { useSignal } from '@preact/signals';
import { useContext, useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { OwnerLink, Problem } from '../../contract.ts';
import { desk } from './client/desk.ts';
import { loadSession } from './client/session.ts';
import { useSubmission } from './client/submission.ts';
import { Brand } from './design/brand.tsx';
import { SubmitButton } from './design/button.tsx';
import { FieldErrors, TextField, written } from './design/fields.tsx';
import { ProblemNote } from './design/problem_note.tsx';
import { LanguageSwitch } from './language_switch.tsx';
import { useTitle } from './title.ts';
import { language, t } from './words/language.ts';

const firstPage = '/administration/setup';

/** Where the link that a new desk prints leads: its first administrator makes an account. */
export default function OwnerPage() {
  const secret = useMemo(() => location.hash.slice(1), []);
  const link = useSignal<OwnerLink | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('owner.title'));
  const read = async () => {
    const answer = await desk.openOwnerLink({ body: { secret } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) link.value = answer.data;
  };
  useEffect(() => void read(), []);
  return (
    <main class="sign-in" id="main">
      <p class="brand large">
        <Brand />
      </p>
      <h1>{t('owner.title')}</h1>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {problem.value && (
        <p>
          <a href="/sign-in">{t('forgotten.back')}</a>
        </p>
      )}
      {link.value?.purpose === 'first_owner' && <FirstOwner secret={secret} link={link.value} />}
      {link.value?.purpose === 'recovery' && <Recovery secret={secret} />}
      <LanguageSwitch />
    </main>
  );
}

function useEntering() {
  const { route } = useLocation();
  return async () => {
    await loadSession();
    route(firstPage, true);
  };
}

function FirstOwner({ secret, link: { name, address } }: { secret: string; link: OwnerLink }) {
  const { isSending, problem, send } = useSubmission();
  const enter = useEntering();
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const answer = await send('makeFirstOwner', {
      body: {
        secret,
        name: written(data, 'name'),
        address: written(data, 'address'),
        password: String(data.get('password')),
        locale: language.value,
      },
    });
    if (answer?.isOk) await enter();
  };
  return (
    <form
      class="command-form"
      aria-label={t('owner.title')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <p>{t('owner.meaning')}</p>
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <div class="fields">
          <TextField
            name="name"
            label={t('owner.name')}
            maxLength={120}
            required
            {...(name === null ? {} : { value: name })}
          />
          <TextField
            name="address"
            label={t('owner.address')}
            maxLength={320}
            required
            {...(address === null ? {} : { value: address })}
          />
          <PasswordField />
        </div>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <SubmitButton isSending={isSending.value}>{t('owner.begin')}</SubmitButton>
    </form>
  );
}

function PasswordField() {
  const error = useContext(FieldErrors).find(({ path }) => path === 'body.password');
  return (
    <div class="field">
      <label for="owner-password">{t('owner.password')}</label>
      <p class="hint" id="owner-password-hint">
        {t('owner.password_hint')}
      </p>
      <input
        id="owner-password"
        name="password"
        type="password"
        autocomplete="new-password"
        minLength={12}
        maxLength={200}
        aria-describedby="owner-password-hint"
        {...(error ? { 'aria-invalid': true } : {})}
        required
      />
      {error && <p class="field-error">{t('field.expected', { expected: error.expected })}</p>}
    </div>
  );
}

function Recovery({ secret }: { secret: string }) {
  const { isSending, problem, send } = useSubmission();
  const enter = useEntering();
  return (
    <form
      class="command-form"
      aria-label={t('owner.recovery')}
      onSubmit={async (event) => {
        event.preventDefault();
        const answer = await send('recoverOwner', { body: { secret } });
        if (answer?.isOk) await enter();
      }}
    >
      <p>{t('owner.recovery')}</p>
      <ProblemNote problem={problem.value} />
      <SubmitButton isSending={isSending.value}>{t('owner.enter')}</SubmitButton>
    </form>
  );
}
