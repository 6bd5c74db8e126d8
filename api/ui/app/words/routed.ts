import type { RoutedTicket } from '../../../contract.ts';
import { t } from './language.ts';
import { titleOf } from './process.ts';

/** Why a ticket follows its process. */
export function routedWords({
  by,
  name,
  process,
}: Pick<RoutedTicket, 'by' | 'name'> & { process: string }): string {
  const called = name ?? '';
  if (by === 'category')
    return t('routed.category', { name: titleOf('categories', called, process) });
  if (by === 'service') return t('routed.service', { name: titleOf('services', called, process) });
  return t(`routed.${by}`, { name: called });
}
