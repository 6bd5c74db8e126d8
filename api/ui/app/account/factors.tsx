import { useSignal } from '@preact/signals';
import encodeQR from 'qr';
import type { AnswerOf, Problem, Security } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { FieldErrors, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SecretField } from '../design/secret_field.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import type { Read } from './read_once.ts';

interface FactorsProps {
  security: Security;
  read: Read<Security>;
  /** A factor was added. */
  onAdded(): void;
}

/** The app, the passkeys and the recovery codes of a person. */
export function Factors({ security, read, onAdded }: FactorsProps) {
  const codes = useSignal<string[]>([]);
  const added = (fresh: string[]) => {
    if (fresh.length > 0) codes.value = fresh;
    else onAdded();
  };
  if (codes.value.length > 0) {
    return (
      <RecoveryCodes
        codes={codes.value}
        onKept={() => {
          codes.value = [];
          onAdded();
        }}
      />
    );
  }
  const hasFactor = security.totpSince !== null || security.passkeys.length > 0;
  return (
    <>
      <section class="card" aria-labelledby="passkeys-title">
        <h2 id="passkeys-title">{t('security.passkeys')}</h2>
        <p class="soft">{t('security.passkeys_meaning')}</p>
        <ul class="plain-list">
          {security.passkeys.map((passkey) => (
            <li key={passkey.id}>
              <strong>{passkey.label}</strong>{' '}
              <span class="soft">
                <When at={passkey.lastUsedAt ?? passkey.createdAt} />
              </span>{' '}
              <Button
                isSmall
                label={t('security.remove_this', { name: passkey.label })}
                onClick={() =>
                  void read.act(() => desk.removePasskey({ path: { id: passkey.id } }))
                }
              >
                {t('security.remove')}
              </Button>
            </li>
          ))}
        </ul>
        <PasskeyForm read={read} onAdded={added} />
      </section>
      <section class="card" aria-labelledby="app-title">
        <h2 id="app-title">{t('security.app')}</h2>
        <p class="soft">{t('security.app_meaning')}</p>
        {security.isByProvider && <p>{t('security.factor_by_provider')}</p>}
        {security.totpSince === null ? (
          <AppForm read={read} onAdded={added} />
        ) : (
          <p>
            {t('security.since')} <When at={security.totpSince} as="date" />{' '}
            <Button
              isSmall
              label={t('security.remove_this', { name: t('security.app') })}
              onClick={() => void read.act(() => desk.removeTotp())}
            >
              {t('security.remove')}
            </Button>
          </p>
        )}
      </section>
      {hasFactor && (
        <section class="card" aria-labelledby="codes-title">
          <h2 id="codes-title">{t('security.recovery_codes')}</h2>
          <p>{t('security.codes_left', { count: security.recoveryCodesLeft })}</p>
          <p>
            <Button
              onClick={() =>
                void read
                  .act(() => desk.renewRecoveryCodes())
                  .then((made) => {
                    if (made) codes.value = made.answer.codes;
                  })
              }
            >
              {t('security.renew_codes')}
            </Button>
          </p>
        </section>
      )}
    </>
  );
}

interface AddingProps {
  read: Read<Security>;
  onAdded(codes: string[]): void;
}

function PasskeyForm({ read, onAdded }: AddingProps) {
  const isBusy = useSignal(false);
  if (!('PublicKeyCredential' in window)) return <p>{t('passkey.none_here')}</p>;
  return (
    <form
      class="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        const label = written(new FormData(event.currentTarget), 'label');
        isBusy.value = true;
        void read
          .act(async () => (await import('../sign_in/passkey.ts')).addPasskey(label))
          .then((made) => {
            isBusy.value = false;
            if (made) onAdded(made.answer.codes);
          });
      }}
    >
      <TextField
        name="label"
        label={t('security.passkey_name')}
        hint={t('security.passkey_name_hint')}
        maxLength={60}
        required
      />
      <Button type="submit" disabled={isBusy.value}>
        {t('security.add_passkey')}
      </Button>
    </form>
  );
}

function AppForm({ read, onAdded }: AddingProps) {
  const started = useSignal<AnswerOf<'startTotp'> | null>(null);
  const problem = useSignal<Problem | null>(null);
  if (started.value === null) {
    const start = async () => {
      const answer = await desk.startTotp();
      if (answer.isOk) started.value = answer.data;
      else problem.value = answer.problem;
    };
    return (
      <>
        <ProblemNote problem={problem.value} />
        <p>
          <Button onClick={() => void start()}>{t('security.add_app')}</Button>
        </p>
      </>
    );
  }
  const { secret, uri } = started.value;
  const confirm = async (code: string) => {
    problem.value = null;
    const answer = await desk.confirmTotp({ body: { code } });
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    await read.read();
    onAdded(answer.data.codes);
  };
  return (
    <FieldErrors.Provider value={problem.value?.errors ?? []}>
      <form
        class="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm(written(new FormData(event.currentTarget), 'code'));
        }}
      >
        <p>{t('security.scan')}</p>
        <img
          class="qr"
          src={`data:image/svg+xml,${encodeURIComponent(encodeQR(uri, 'svg'))}`}
          alt={t('security.qr')}
          width="220"
          height="220"
        />
        <p>
          {t('security.by_hand')}{' '}
          <code class="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
        {problem.value?.errors?.length ? null : <ProblemNote problem={problem.value} />}
        <SecretField
          name="code"
          label={t('security.code')}
          type="text"
          autocomplete="one-time-code"
          isNumeric
        />
        <Button kind="primary" type="submit">
          {t('security.confirm_app')}
        </Button>
      </form>
    </FieldErrors.Provider>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept(): void }) {
  return (
    <section class="card" aria-labelledby="new-codes">
      <h2 id="new-codes">{t('security.recovery_codes')}</h2>
      <p role="status">{t('security.keep_codes')}</p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <Button onClick={() => void navigator.clipboard?.writeText(codes.join('\n'))}>
          {t('security.copy_codes')}
        </Button>{' '}
        <Button kind="primary" onClick={onKept}>
          {t('security.codes_kept')}
        </Button>
      </p>
    </section>
  );
}
