import type { NamedItem } from '../../../contract.ts';
import { itemAddress } from '../words/items.ts';
import { t } from '../words/language.ts';

interface NamedItemsProps {
  items: readonly NamedItem[];
  /** What is said where there is none. */
  none?: string;
}

/** Items by name, each leading to its page. */
export function NamedItems({ items, none }: NamedItemsProps) {
  if (items.length === 0) return none === undefined ? null : <p class="soft">{none}</p>;
  return (
    <ul class="plain-list">
      {items.map(({ id, name, kind, type, status }) => (
        <li key={id}>
          <a href={itemAddress(id)}>
            <bdi>{name}</bdi>
          </a>{' '}
          <span class="soft">
            {[type ?? t(`items.kind_${kind}`), status !== 'in_use' && t(`items.status_${status}`)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
