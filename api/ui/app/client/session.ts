import { effect, signal, untracked } from '@preact/signals';
import type { Me, Reply } from '../../../contract.ts';
import { forgetSettings } from '../settings.ts';
import { followAccountLanguage } from '../words/language.ts';
import { actFor, desk, whenOtherAccount, whenSignedOut } from './desk.ts';
import { hearTabs, tellTabs } from './tabs.ts';

/** Who is signed in: undefined until the API has answered, null for nobody. */
export const me = signal<Me | null | undefined>(undefined);

/** Whose rows a page may keep for their return: another person finds none. */
export function forgetWithAccount(forget: () => void): void {
  let known: string | undefined;
  effect(() => {
    const id = me.value?.id;
    if (id === known) return;
    known = id;
    untracked(forget);
  });
}

/** The name of who this page was for until somebody else signed in beside it. */
export const replaced = signal<string | null>(null);

whenSignedOut(() => settle(null));
whenOtherAccount(() => void loadSession());
hearTabs('session', () => void loadSession());

export async function loadSession(): Promise<void> {
  const answer = await desk.getMe();
  // A desk that cannot be reached has ended nobody's session.
  if (answer.isOk) await welcome(answer.data);
  else if (me.value === undefined || answer.problem.status === 401) settle(null);
}

export function signInToDemo(token: string): Promise<Reply<undefined>> {
  return desk.signInToDemo({ body: { token } });
}

/** A session was opened: whose it is, here and in the other pages of this browser. */
export async function enterDesk(): Promise<Reply<Me>> {
  const answer = await desk.getMe();
  if (answer.isOk) {
    await welcome(answer.data);
    replaced.value = null;
    tellTabs('session');
  }
  return answer;
}

export async function signOut(): Promise<void> {
  await desk.signOut();
  forgetSettings(`draft.${me.value?.id}.`);
  settle(null);
  tellTabs('session');
}

/** Nothing is drawn for somebody before it can be said in their language. */
async function welcome(account: Me): Promise<void> {
  await followAccountLanguage(account.locale);
  settle(account);
}

function settle(account: Me | null): void {
  const before = me.value;
  if (before && account && before.id !== account.id) replaced.value = before.name;
  actFor(account?.id ?? null);
  me.value = account;
}

export function isAgent(account: Me): boolean {
  return holds(account, 'agent', 'team_lead', 'process_owner');
}

export function isAnalyst(account: Me): boolean {
  return holds(account, 'analyst', 'process_owner');
}

/** Whom the desk's alarms concern. */
export function mayMendDesk(account: Me): boolean {
  return holds(account, 'process_owner', 'administrator');
}

export function isAdministrator(account: Me): boolean {
  return holds(account, 'administrator');
}

/** Whom it concerns who works in a group, and who of them is away. */
export function seesToGroups(account: Me): boolean {
  return holds(account, 'team_lead', 'administrator');
}

/** Who sees what runs by itself on all tickets. */
export function seesPlaybooks(account: Me): boolean {
  return holds(account, 'team_lead', 'process_owner', 'administrator');
}

/** Whom the register of devices and services shows what others use. */
export function seesRegister(account: Me): boolean {
  return isAgent(account) || isAdministrator(account);
}

/** Who says in the desk when they are away. */
export function tellsAbsences(account: Me): boolean {
  return holds(account, 'requester') || isAgent(account) || isAdministrator(account);
}

/** Who is shown how to reach people, and may say it of somebody new. */
export function readsContacts(account: Me): boolean {
  return holds(account, 'agent', 'team_lead', 'administrator');
}

export function isRequester(account: Me): boolean {
  return holds(account, 'requester');
}

/** Whether somebody holds one of these roles. */
function holds(account: Me, ...roles: Me['roles']): boolean {
  return roles.some((role) => account.roles.includes(role));
}

/** Whether there are tickets that somebody could follow. */
export function hasTickets(account: Me): boolean {
  return isAgent(account) || isRequester(account);
}

/** Where a person starts. */
export function homeOf(account: Me): string {
  if (isAgent(account)) return '/tickets';
  if (isRequester(account)) return '/portal';
  return isAnalyst(account) ? '/analytics' : '/alarms';
}
