import { useLocation } from 'preact-iso';
import type { Me } from '../../../contract.ts';
import { hasTickets, me, tellsAbsences } from '../client/session.ts';
import { ViewLinks } from '../design/view_links.tsx';
import { t } from '../words/language.ts';

const places = ['profile', 'notifications', 'absences', 'security', 'sessions', 'tokens'] as const;

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

/** Only those who have to do with tickets are told of any, and only the desk waits for who is away. */
function placesOf(account: Me | null | undefined) {
  return places.filter((place) => {
    if (place === 'notifications') return account && hasTickets(account);
    return place !== 'absences' || (account && tellsAbsences(account));
  });
}
