import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { Problem } from '../../contract.ts';
import { homeOf, signInToDemo } from './client/session.ts';
import { Button } from './design/button.tsx';
import { Mark } from './design/icon.tsx';
import { ProblemNote } from './design/problem_note.tsx';
import { ProviderButtons } from './federation/provider_buttons.tsx';
import { LanguageSwitch } from './language_switch.tsx';
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

const isDemo =
  document.querySelector('meta[name="palier-demo"]')?.getAttribute('content') === 'true';

export function SignInPage() {
  const { path, route } = useLocation();
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  useTitle(t('sign_in.title'));

  async function enter(token: string): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    const answer = await signInToDemo(token);
    isBusy.value = false;
    if (!answer.isOk) problem.value = answer.problem;
    else if (path === '/' || path === '/sign-in') route(homeOf(answer.data), true);
  }

  return (
    <main class="sign-in" id="main">
      <p class="brand large">
        <Mark /> Palier
      </p>
      <h1>{t('sign_in.title')}</h1>
      <ProblemNote problem={problem.value} />
      {isDemo && <DemoSignIns isBusy={isBusy.value} onChoose={enter} />}
      <TokenForm isBusy={isBusy.value} onSubmit={enter} />
      <ProviderButtons />
      <LanguageSwitch />
    </main>
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

interface TokenFormProps {
  isBusy: boolean;
  onSubmit(token: string): Promise<void>;
}

function TokenForm({ isBusy, onSubmit }: TokenFormProps) {
  return (
    <form
      class="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        const token = new FormData(event.currentTarget).get('token');
        void onSubmit(String(token).trim());
      }}
    >
      <label for="token">{t('sign_in.token')}</label>
      <div class="field-row">
        <input id="token" name="token" type="password" autocomplete="current-password" required />
        <Button kind="primary" type="submit" disabled={isBusy}>
          {t('sign_in.enter')}
        </Button>
      </div>
    </form>
  );
}
