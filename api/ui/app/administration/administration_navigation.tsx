import { useLocation } from 'preact-iso';
import { ViewLinks } from '../design/view_links.tsx';
import { t } from '../words/language.ts';

const places = [
  'setup',
  'people',
  'customers',
  'groups',
  'items',
  'sign_in',
  'mailboxes',
  'mails',
  'outgoing',
  'processes',
  'webhooks',
  'playbooks',
  'privacy',
  'audit',
] as const;

/** The pages of administrators. */
export function AdministrationNavigation() {
  const { path } = useLocation();
  return (
    <ViewLinks
      label={t('administration.title')}
      views={places.map((place) => ({
        href: `/administration/${place}`,
        title: t(`administration.${place}`),
        isHere: path === `/administration/${place}`,
      }))}
    />
  );
}
