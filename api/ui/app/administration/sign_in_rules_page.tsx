import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { DirectoryGroups } from './directory_groups.tsx';
import { SecondFactorRules } from './second_factor_rules.tsx';

/** How people sign in: what is demanded of them, and what their directory gives them. */
export default function SignInRulesPage() {
  useTitle(t('administration.sign_in'));
  return (
    <div class="page">
      <h1>{t('administration.sign_in')}</h1>
      <AdministrationNavigation />
      <SecondFactorRules />
      <DirectoryGroups />
    </div>
  );
}
