import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Problem, Reply, SignedIn } from '../../contract.ts';
import { desk } from './client/desk.ts';
import { ownPage } from './client/own_page.ts';
import { enterDesk, homeOf, signInToDemo } from './client/session.ts';
import { Brand } from './design/brand.tsx';
import { Button } from './design/button.tsx';
import { FieldErrors, written } from './design/fields.tsx';
import { ProblemNote } from './design/problem_note.tsx';
import { SecretField } from './design/secret_field.tsx';
import { ProviderButtons } from './federation/provider_buttons.tsx';
import { LanguageSwitch } from './language_switch.tsx';
import { SecondFactorForm } from './sign_in/second_factor_form.tsx';
import { useTitle } from './title.ts';
import { t } from './words/language.ts';

/** The fixed sign-ins of demo mode. */
const demoPeople = [
  { token: 'demo-agent', name: 'Léa', role: 'agent_tier_1' },
  { token: 'demo-agent-2', name: 'Marc', role: 'agent_tier_2' },
  { token: 'demo-owner', name: 'Nadia', role: 'process_owner' },
  { token: 'demo-analyst', name: 'Inès', role: 'analyst' },
  { token: 'demo-requester', name: 'Camille', role: 'requester' },
] as const;

const factors = ['totp', 'passkey', 'recovery_code'] as const;

const isDemo =
  document.querySelector('meta[name="palier-demo"]')?.getAttribute('content') === 'true';

export function SignInPage() {
  const { path, query, route } = useLocation();
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  /** Half-way: the password or a provider was right, and something more is asked for. */
  const half = useSignal<SignedIn | null>(null);
  const wanted = path === '/sign-in' ? ownPage(query.to) : undefined;
  useTitle(t('sign_in.title'));
  useEffect(() => {
    half.value = takeHalf();
  }, []);

  async function enter(): Promise<void> {
    const answer = await enterDesk();
    if (!answer.isOk) problem.value = answer.problem;
    else if (wanted !== undefined) route(wanted, true);
    else if (path === '/' || path.startsWith('/sign-in')) route(homeOf(answer.data), true);
  }

  async function attempt(ask: () => Promise<Reply<SignedIn>>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    const answer = await ask();
    if (!answer.isOk) problem.value = answer.problem;
    else if (answer.data.next === 'second_factor') half.value = answer.data;
    else await enter();
    isBusy.value = false;
  }

  async function enterDemo(token: string): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    const answer = await signInToDemo(token);
    if (answer.isOk) await enter();
    else problem.value = answer.problem;
    isBusy.value = false;
  }

  if (half.value) {
    const begin = () => {
      half.value = null;
      problem.value = null;
    };
    return (
      <SignInFrame title={t('sign_in.second_factor')}>
        <SecondFactorForm half={half.value} onDone={() => void enter()} onLeave={begin} />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title={t('sign_in.title')}>
      <ProblemNote problem={problem.value} />
      {isDemo && <DemoSignIns isBusy={isBusy.value} onChoose={enterDemo} />}
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <form
          class="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            const body = {
              address: written(data, 'address'),
              password: String(data.get('password')),
            };
            void attempt(() => desk.signIn({ body }));
          }}
        >
          <SecretField
            name="address"
            label={t('sign_in.address')}
            type="email"
            autocomplete="username"
          />
          <SecretField
            name="password"
            label={t('sign_in.password')}
            type="password"
            autocomplete="current-password"
          />
          <Button kind="primary" type="submit" disabled={isBusy.value}>
            {t('sign_in.enter')}
          </Button>
        </form>
      </FieldErrors.Provider>
      <p>
        <a href="/sign-in/forgotten">{t('sign_in.forgotten')}</a>
      </p>
      <PasskeyButton isBusy={isBusy.value} onAttempt={attempt} />
      <ProviderButtons />
    </SignInFrame>
  );
}

/** What a provider left to be shown still, out of the address, where it would stay in the history. */
function takeHalf(): SignedIn | null {
  const given = new URLSearchParams(location.hash.slice(1));
  const step = given.get('step');
  if (step === null) return null;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  const asked = given.get('factors')?.split(' ') ?? [];
  return { next: 'second_factor', step, factors: factors.filter((one) => asked.includes(one)) };
}

/** What surrounds each step of signing in. */
export function SignInFrame({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="sign-in" id="main">
      <p class="brand large">
        <Brand />
      </p>
      <h1>{title}</h1>
      {children}
      <LanguageSwitch />
    </main>
  );
}

interface PasskeyButtonProps {
  isBusy: boolean;
  onAttempt(ask: () => Promise<Reply<SignedIn>>): Promise<void>;
}

function PasskeyButton({ isBusy, onAttempt }: PasskeyButtonProps) {
  if (!('PublicKeyCredential' in window)) return null;
  const ask = async () => {
    const { signInByPasskey } = await import('./sign_in/passkey.ts');
    return signInByPasskey();
  };
  return (
    <Button disabled={isBusy} onClick={() => void onAttempt(ask)}>
      {t('sign_in.by_passkey')}
    </Button>
  );
}

interface DemoSignInsProps {
  isBusy: boolean;
  onChoose(token: string): Promise<void>;
}

function DemoSignIns({ isBusy, onChoose }: DemoSignInsProps) {
  return (
    <section aria-labelledby="demo-title">
      <h2 id="demo-title">{t('sign_in.demo')}</h2>
      <ul class="demo-people">
        {demoPeople.map(({ token, name, role }) => (
          <li key={token}>
            <Button disabled={isBusy} onClick={() => void onChoose(token)}>
              <strong>{name}</strong> <span>{t(`sign_in.role.${role}`)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
