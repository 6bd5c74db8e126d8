import type { Row } from './rows.ts';

export const itemTables = ['configuration_items', 'item_dependencies'] as const;

export type ItemFacts = Record<(typeof itemTables)[number], Row[]>;

/** A device or a service as the desk's register has it; instants in milliseconds UTC. */
export interface SourceItem {
  itemId: string;
  kind: 'device' | 'service';
  name: string;
  type: string | null;
  model: string | null;
  site: string | null;
  status: string;
  supportProcess: string | null;
  supportGroup: string | null;
  dependsOnIds: string[];
  version: number;
  createdAt: number;
  updatedAt: number;
}

/** What the warehouse says of an item: nothing of who uses it, nor a name that may be a person's. */
export function itemFacts(item: SourceItem): ItemFacts {
  return {
    configuration_items: [
      {
        item_id: item.itemId,
        kind: item.kind,
        service_name: item.kind === 'service' ? item.name : null,
        type: item.type,
        model: item.model,
        site: item.site,
        status: item.status,
        support_process: item.supportProcess,
        support_group: item.supportGroup,
        version: item.version,
        created_at: item.createdAt,
        updated_at: item.updatedAt,
      },
    ],
    item_dependencies: item.dependsOnIds.map((id) => ({
      item_id: item.itemId,
      depends_on_id: id,
    })),
  };
}
