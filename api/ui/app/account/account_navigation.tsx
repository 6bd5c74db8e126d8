import { useLocation } from 'preact-iso';
import type { Me } from '../../../contract.ts';
import { hasTickets, me } from '../client/session.ts';
import { ViewLinks } from '../design/view_links.tsx';
import { t } from '../words/language.ts';

const places = ['profile', 'notifications', 'security', 'sessions', 'tokens'] as const;

/** The pages of a person's own account. */
export function AccountNavigation() {
  const { path } = useLocation();
  return (
    <ViewLinks
      label={t('account.title')}
      views={placesOf(me.value).map((place) => ({
        href: `/account/${place}`,
        title: t(`account.${place}`),
        isHere: path === `/account/${place}`,
      }))}
    />
  );
}

/** Only those who have to do with tickets are told of any. */
function placesOf(account: Me | null | undefined) {
  const isTold = account ? hasTickets(account) : false;
  return places.filter((place) => isTold || place !== 'notifications');
}
