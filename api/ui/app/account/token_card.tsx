import type { ApiToken } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { scopeWords } from './token_scopes.ts';

/** One token by which a program uses the API for somebody. */
export function TokenCard({ token, onRevoke }: { token: ApiToken; onRevoke(): void }) {
  return (
    <li class="card">
      <p>
        <strong>{token.label}</strong>{' '}
        <span class="soft">{token.scopes.map(scopeWords).join(' · ')}</span>
      </p>
      <p>
        {token.expiresAt === null ? (
          t('tokens.lasting')
        ) : (
          <>
            {t('tokens.until')} <When at={token.expiresAt} as="date" />
          </>
        )}{' '}
        ·{' '}
        {token.lastUsedAt === null ? (
          t('tokens.unused')
        ) : (
          <>
            {t('tokens.used')} <When at={token.lastUsedAt} />
          </>
        )}
      </p>
      <p>
        <Button isSmall label={t('tokens.revoke_this', { name: token.label })} onClick={onRevoke}>
          {t('tokens.revoke')}
        </Button>
      </p>
    </li>
  );
}
