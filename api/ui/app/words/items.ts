import type { ConfigurationItem } from '../../../contract.ts';

/** What an item of the register may be, in the order it is shown. */
export const itemKindIds = [
  'device',
  'service',
] as const satisfies readonly ConfigurationItem['kind'][];

export const itemStatusIds = [
  'in_use',
  'in_stock',
  'in_repair',
  'retired',
] as const satisfies readonly ConfigurationItem['status'][];

/** The page of an item. */
export function itemAddress(id: string): string {
  return `/items/${encodeURIComponent(id)}`;
}
