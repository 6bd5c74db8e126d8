import { useLocation } from 'preact-iso';
import { ViewLinks } from '../design/view_links.tsx';
import { t } from '../words/language.ts';

const places = ['profile', 'security', 'sessions', 'tokens'] as const;

/** The pages of a person's own account. */
export function AccountNavigation() {
  const { path } = useLocation();
  return (
    <ViewLinks
      label={t('account.title')}
      views={places.map((place) => ({
        href: `/account/${place}`,
        title: t(`account.${place}`),
        isHere: path === `/account/${place}`,
      }))}
    />
  );
}
