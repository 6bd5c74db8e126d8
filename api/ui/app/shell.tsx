import circleHelp from 'icon:circle-question-mark';
import logOut from 'icon:log-out';
import plus from 'icon:plus';
import search from 'icon:search';
import wifiOff from 'icon:wifi-off';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import type { Me } from '../../contract.ts';
import { AlarmLink } from './alarms/alarm_link.tsx';
import { liveState } from './client/live.ts';
import {
  hasTickets,
  isAdministrator,
  isAgent,
  isAnalyst,
  isRequester,
  mayMendDesk,
  replaced,
  seesRegister,
  seesToGroups,
  signOut,
} from './client/session.ts';
import { Brand } from './design/brand.tsx';
import { Button, IconButton, IconLink, TextButton } from './design/button.tsx';
import { Icon } from './design/icon.tsx';
import { Menu } from './design/menu.tsx';
import { useKeys } from './keys.ts';
import { LanguageSwitch } from './language_switch.tsx';
import { Notifications } from './notifications.tsx';
import { isPaletteOpen, usePalette } from './palette/palette.ts';
import { PaletteWhenOpen, usePaletteKey } from './palette/palette_opener.tsx';
import { useBoundedPaste, useStayingOnDrop } from './parts/given_files.ts';
import { SetupBanner } from './setup_banner.tsx';
import { ShortcutsDialog } from './shortcuts_dialog.tsx';
import { ThemeSwitch } from './theme_switch.tsx';
import { t } from './words/language.ts';
import { groupTitle } from './words/process.ts';

/** What surrounds every screen of a signed-in person. */
export function Shell({ account, children }: { account: Me; children: ComponentChildren }) {
  const isHelpOpen = useSignal(false);
  const { route } = useLocation();
  useStayingOnDrop();
  useBoundedPaste();
  const openHelp = () => {
    isHelpOpen.value = true;
  };
  const newCall = () => route('/tickets/new');
  useKeys({ '?': openHelp, ...(isAgent(account) && { c: newCall }) });
  usePaletteKey();
  usePalette(() => [
    ...(isAgent(account)
      ? ([
          {
            id: 'call',
            section: 'palette.section_pages',
            words: t('call.title'),
            key: 'c',
            run: newCall,
          },
        ] as const)
      : []),
    ...(isAgent(account)
      ? ([
          {
            id: 'tasks',
            section: 'palette.section_pages',
            words: t('tasks.title'),
            run: () => route('/tasks'),
          },
        ] as const)
      : []),
    ...(seesRegister(account)
      ? ([
          {
            id: 'on_call',
            section: 'palette.section_pages',
            words: t('on_call.title'),
            run: () => route('/on-call'),
          },
          {
            id: 'items',
            section: 'palette.section_pages',
            words: t('items.title'),
            run: () => route('/items'),
          },
        ] as const)
      : []),
    {
      id: 'help',
      section: 'palette.section_pages',
      words: t('shortcuts.title'),
      key: '?',
      run: openHelp,
    },
  ]);
  return (
    <div class="shell">
      <Button class="skip-link" onClick={focusMain}>
        {t('shell.skip')}
      </Button>
      <header class="top-bar">
        <a class="brand" href="/">
          <Brand />
        </a>
        <Navigation account={account} />
        <div class="top-bar-end">
          {liveState.value === 'interrupted' && (
            <span class="live-state" role="status">
              <Icon of={wifiOff} /> <span class="wide-only">{t('shell.interrupted')}</span>
            </span>
          )}
          {mayMendDesk(account) && <AlarmLink />}
          {isAgent(account) && <IconLink icon={plus} href="/tickets/new" label={t('call.title')} />}
          <IconButton
            icon={search}
            label={t('palette.title')}
            onClick={() => {
              isPaletteOpen.value = true;
            }}
          />
          <IconButton icon={circleHelp} label={t('shell.help')} onClick={openHelp} />
          {hasTickets(account) && <Notifications account={account} />}
          <AccountMenu account={account} />
        </div>
      </header>
      {replaced.value && (
        <p class="replaced" role="status">
          {t('shell.replaced', { before: replaced.value, now: account.name })}{' '}
          <TextButton
            onClick={() => {
              replaced.value = null;
            }}
          >
            {t('shell.understood')}
          </TextButton>
        </p>
      )}
      {isAdministrator(account) && <SetupBanner />}
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
      <PaletteWhenOpen />
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
          <NavigationLink href="/tasks" words={t('shell.tasks')} />
          <NavigationLink href="/problems" words={t('shell.problems')} />
          <NavigationLink
            href="/knowledge"
            words={t('shell.knowledge')}
            short={t('shell.knowledge_short')}
          />
        </>
      )}
      {isRequester(account) && !isAgent(account) && (
        <>
          <NavigationLink
            href="/portal"
            words={t('shell.my_requests')}
            besides={['/portal/help', '/portal/catalogue']}
          />
          <NavigationLink href="/portal/catalogue" words={t('catalogue.short')} />
          <NavigationLink href="/portal/help" words={t('help.title')} />
        </>
      )}
      {(isAgent(account) || isAnalyst(account)) && (
        <NavigationLink href="/analytics" words={t('shell.analytics')} />
      )}
      {seesToGroups(account) && !isAdministrator(account) && (
        <NavigationLink href="/administration/groups" words={t('administration.groups')} />
      )}
      {mayMendDesk(account) && !isAdministrator(account) && (
        <NavigationLink href="/administration/processes" words={t('administration.processes')} />
      )}
      {isAdministrator(account) && (
        <NavigationLink
          href="/administration/people"
          under="/administration"
          words={t('shell.administration')}
          short={t('shell.administration_short')}
        />
      )}
    </nav>
  );
}

interface NavigationLinkProps {
  href: string;
  words: string;
  /** The same where there is little room. */
  short?: string;
  /** What all addresses of this place begin with, where it is not `href`. */
  under?: string;
  /** Addresses below `href` that have a link of their own. */
  besides?: readonly string[];
}

function NavigationLink({ href, words, short, under = href, besides }: NavigationLinkProps) {
  const { path } = useLocation();
  const isUnder = (root: string) => path === root || path.startsWith(`${root}/`);
  const isHere = isUnder(under) && !besides?.some(isUnder);
  return (
    <a href={href} {...(isHere ? { 'aria-current': path === href ? 'page' : 'true' } : {})}>
      {short === undefined ? (
        words
      ) : (
        <>
          <span class="wide-only">{words}</span>
          <span class="narrow-only">{short}</span>
        </>
      )}
    </a>
  );
}

function AccountMenu({ account }: { account: Me }) {
  return (
    <Menu
      label={t('shell.account', { name: account.name })}
      face={
        <>
          <span class="avatar" data-initials={initials(account.name)} />
          <span class="wide-only">{account.name}</span>
        </>
      }
    >
      <p class="menu-person">
        <strong>{account.name}</strong>
        <br />
        {account.roles.map((role) => t(`role.${role}`)).join(', ')}
        {account.groups.map((group) => (
          <span key={group.id}> · {groupTitle(group)}</span>
        ))}
      </p>
      {hasTickets(account) && (
        <p>
          <a href="/approvals">{t('approvals.title')}</a>
        </p>
      )}
      {seesRegister(account) && (
        <p>
          <a href="/on-call">{t('on_call.title')}</a>
        </p>
      )}
      <p>
        <a href="/account/security">{t('account.title')}</a>
      </p>
      <LanguageSwitch />
      <ThemeSwitch />
      <Button icon={logOut} onClick={() => void signOut()}>
        {t('shell.sign_out')}
      </Button>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .filter((_, index) => index === 0 || index === words.length - 1)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
