import { t } from '../words/language.ts';
import { Button } from './button.tsx';

/** Below a list that goes on. */
export function MoreButton({ isLoading, onMore }: { isLoading: boolean; onMore(): void }) {
  return (
    <Button class="more" disabled={isLoading} onClick={onMore}>
      {t('list.more')}
    </Button>
  );
}
