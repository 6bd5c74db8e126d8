import circleHelp from 'icon:circle-question-mark';
import logOut from 'icon:log-out';
import wifiOff from 'icon:wifi-off';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Me } from '../../contract.ts';
import { Icon, Mark } from './icon.tsx';
import { useKeys } from './keys.ts';
import { t } from './language.ts';
import { LanguageSwitch } from './language_switch.tsx';
import { liveState } from './live.ts';
import { Notifications } from './notifications.tsx';
import { useLightDismiss } from './parts/light_dismiss.ts';
import { groupTitle } from './process.ts';
import { isAgent, signOut } from './session.ts';
import { ShortcutsDialog } from './shortcuts_dialog.tsx';
import { ThemeSwitch } from './theme_switch.tsx';

/** What surrounds every screen of a signed-in person. */
export function Shell({ account, children }: { account: Me; children: ComponentChildren }) {
  const isHelpOpen = useSignal(false);
  useKeys({
    '?': () => {
      isHelpOpen.value = true;
    },
  });
  return (
    <div class="shell">
      <button type="button" class="button skip-link" onClick={focusMain}>
        {t('shell.skip')}
      </button>
      <header class="top-bar">
        <a class="brand" href="/">
          <Mark /> Palier
        </a>
        <Navigation account={account} />
        <div class="top-bar-end">
          {liveState.value === 'interrupted' && (
            <span class="live-state" role="status">
              <Icon of={wifiOff} /> <span class="wide-only">{t('shell.interrupted')}</span>
            </span>
          )}
          <button
            type="button"
            class="button quiet"
            aria-label={t('shell.help')}
            title={t('shell.help')}
            onClick={() => {
              isHelpOpen.value = true;
            }}
          >
            <Icon of={circleHelp} />
          </button>
          {isAgent(account) && <Notifications />}
          <AccountMenu account={account} />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {isHelpOpen.value && (
        <ShortcutsDialog
          forAgents={isAgent(account)}
          onClose={() => {
            isHelpOpen.value = false;
          }}
        />
      )}
    </div>
  );
}

function focusMain(): void {
  document.getElementById('main')?.focus();
}

function Navigation({ account }: { account: Me }) {
  return (
    <nav class="navigation" aria-label={t('shell.navigation')}>
      {isAgent(account) && (
        <>
          <NavigationLink href="/tickets" words={t('shell.tickets')} />
          <NavigationLink href="/problems" words={t('shell.problems')} />
          <NavigationLink href="/knowledge" words={t('shell.knowledge')} />
        </>
      )}
      {account.role === 'requester' && (
        <>
          <NavigationLink href="/portal" words={t('shell.my_requests')} besides="/portal/help" />
          <NavigationLink href="/portal/help" words={t('help.title')} />
        </>
      )}
      {account.role !== 'requester' && (
        <NavigationLink href="/analytics" words={t('shell.analytics')} />
      )}
    </nav>
  );
}

interface NavigationLinkProps {
  href: string;
  words: string;
  /** An address below `href` that has a link of its own. */
  besides?: string;
}

function NavigationLink({ href, words, besides }: NavigationLinkProps) {
  const { path } = useLocation();
  const isUnder = (root: string) => path === root || path.startsWith(`${root}/`);
  const isHere = isUnder(href) && !(besides !== undefined && isUnder(besides));
  return (
    <a href={href} {...(isHere ? { 'aria-current': path === href ? 'page' : 'true' } : {})}>
      {words}
    </a>
  );
}

function AccountMenu({ account }: { account: Me }) {
  const menu = useRef<HTMLDetailsElement>(null);
  useLightDismiss(menu);
  return (
    <details class="menu" ref={menu}>
      <summary class="button quiet" aria-label={t('shell.account', { name: account.name })}>
        <span class="avatar" data-initials={initials(account.name)} />
        <span class="wide-only">{account.name}</span>
      </summary>
      <div class="menu-body">
        <p class="menu-person">
          <strong>{account.name}</strong>
          <br />
          {t(`role.${account.role}`)}
          {account.groups.map((group) => (
            <span key={group.id}> · {groupTitle(group)}</span>
          ))}
        </p>
        <LanguageSwitch />
        <ThemeSwitch />
        <button type="button" class="button" onClick={() => void signOut()}>
          <Icon of={logOut} /> {t('shell.sign_out')}
        </button>
      </div>
    </details>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .filter((_, index) => index === 0 || index === words.length - 1)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
