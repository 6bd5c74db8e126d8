import { desk } from '../client/desk.ts';
import { FoundField } from '../design/found_field.tsx';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';

const shownCount = 20;
const askedMax = 100;

interface ItemFieldProps {
  name: string;
  label?: string;
  /** The words of choosing none, where that is one of the choices. */
  none?: string;
  /** The field of the request that it fills in, where that is another. */
  errorName?: string;
  onChoose?(option: Option | null): void;
  /** The ids of those that are no choice. */
  without?: readonly string[];
}

/** A device or a service of the register, found while typing by name, number, site or who uses it. */
export function ItemField({ label = t('affected.item'), without = [], ...field }: ItemFieldProps) {
  async function search(words: string, signal: AbortSignal): Promise<Option[] | null> {
    const query = {
      q: words === '' ? undefined : words,
      limit: Math.min(shownCount + without.length, askedMax),
    };
    const answer = await desk.listConfigurationItems({ query }, { signal });
    if (!answer.isOk) return null;
    const { items } = answer.data;
    return items
      .filter(({ id, status }) => status !== 'retired' && !without.includes(id))
      .slice(0, shownCount)
      .map((item) => {
        const facts = [item.type, item.inventoryNumber, item.owner?.name].filter(Boolean);
        return { id: item.id, title: [item.name, ...facts].join(' · ') };
      });
  }
  return <FoundField {...field} label={label} searchLabel={t('items.search')} search={search} />;
}
