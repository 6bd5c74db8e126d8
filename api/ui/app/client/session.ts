import { signal } from '@preact/signals';
import type { Me, Reply } from '../../../contract.ts';
import { forgetSettings } from '../settings.ts';
import { followAccountLanguage } from '../words/language.ts';
import { desk, whenSignedOut } from './desk.ts';

/** Who is signed in: undefined until the API has answered, null for nobody. */
export const me = signal<Me | null | undefined>(undefined);

whenSignedOut(() => {
  me.value = null;
});

export async function loadSession(): Promise<void> {
  const answer = await desk.getMe();
  settle(answer.isOk ? answer.data : null);
}

export async function signIn(token: string): Promise<Reply<Me>> {
  const opened = await desk.signIn({ body: { token } });
  if (!opened.isOk) return opened;
  const answer = await desk.getMe();
  if (answer.isOk) settle(answer.data);
  return answer;
}

export async function signOut(): Promise<void> {
  await desk.signOut();
  forgetSettings('draft.');
  me.value = null;
}

function settle(account: Me | null): void {
  followAccountLanguage(account?.locale);
  me.value = account;
}

export function isAgent(account: Me): boolean {
  return account.role === 'agent' || account.role === 'owner';
}

export function isAnalyst(account: Me): boolean {
  return account.role === 'analyst' || account.role === 'owner';
}

export function isOwner(account: Me): boolean {
  return account.role === 'owner';
}

/** Where a person starts. */
export function homeOf(account: Me): string {
  if (isAgent(account)) return '/tickets';
  return account.role === 'analyst' ? '/analytics' : '/portal';
}
