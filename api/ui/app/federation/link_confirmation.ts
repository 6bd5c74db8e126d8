import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { ownPage } from '../client/own_page.ts';
import { t } from '../words/language.ts';

/**
 * Whoever was asked to sign in once as before, so that a provider can do it from then on, has done
 * so: both are linked, and they come to the page they wanted.
 */
export function useLinkConfirmation(): void {
  const { path, query, route } = useLocation();
  useEffect(() => {
    if (path !== '/sign-in' || query.problem !== 'confirm_link') return;
    void desk.confirmIdentityLink().then((answer) => {
      if (answer.isOk) announce(t('sign_in.linked'));
    });
    const wanted = ownPage(query.to);
    if (wanted !== undefined) route(wanted, true);
  }, []);
}
