import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ConfigurationItem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';

const shownMax = 5;

/** What a person uses, by name: a few of it. */
export function useItemsOf(owner: string): readonly ConfigurationItem[] {
  const items = useSignal<ConfigurationItem[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    items.value = [];
    const query = { owner, status: 'in_use' as const, limit: shownMax };
    void desk.listConfigurationItems({ query }, { signal: leave.signal }).then((answer) => {
      if (answer.isOk && !leave.signal.aborted) items.value = answer.data.items;
    });
    return () => leave.abort();
  }, [owner]);
  return items.value;
}
