import { z } from 'zod';
import { auditPrograms } from '../../database/audit.ts';
import { pageOf } from '../http/page_contract.ts';
import { cursor, limit } from '../http/parameters.ts';
import { instant, line, processWord, recordId, storable } from '../http/text.ts';

export const itemKinds = ['device', 'service'] as const;
export const itemStatuses = ['in_use', 'in_stock', 'in_repair', 'retired'] as const;

const wordMax = 100;
const notesMax = 4_000;
const dependsOnMax = 50;

/** What can be said of an item; what is null is not known. */
export const itemFields = {
  kind: z.enum(itemKinds),
  name: line(200),
  type: line(wordMax).nullable().meta({ description: 'In your own words: laptop, printer' }),
  model: line(wordMax).nullable(),
  inventoryNumber: line(wordMax).nullable().meta({ description: 'No two items have one' }),
  serialNumber: line(wordMax).nullable(),
  site: line(wordMax).nullable(),
  status: z.enum(itemStatuses),
  ownerId: recordId.nullable().meta({ description: 'The account of who uses it' }),
  remoteId: line(wordMax).nullable().meta({ description: 'What remote help knows it by' }),
  address: line(wordMax).nullable().meta({ description: 'Host name or IP address' }),
  notes: storable(notesMax),
  supportGroup: z
    .strictObject({ process: processWord, id: processWord })
    .nullable()
    .meta({ description: 'The group of a process that looks after it' }),
  dependsOn: z
    .array(recordId)
    .max(dependsOnMax)
    .meta({ description: 'Ids of the items that it cannot work without; never in a circle' }),
};

export const itemBody = z
  .strictObject({
    ...itemFields,
    type: itemFields.type.default(null),
    model: itemFields.model.default(null),
    inventoryNumber: itemFields.inventoryNumber.default(null),
    serialNumber: itemFields.serialNumber.default(null),
    site: itemFields.site.default(null),
    status: itemFields.status.default('in_use'),
    ownerId: itemFields.ownerId.default(null),
    remoteId: itemFields.remoteId.default(null),
    address: itemFields.address.default(null),
    notes: itemFields.notes.default(''),
    supportGroup: itemFields.supportGroup.default(null),
    dependsOn: itemFields.dependsOn.default([]),
  })
  .meta({ id: 'ConfigurationItemBody' });

/** An item as others name it. */
export const namedItem = z
  .strictObject({
    id: z.string(),
    kind: itemFields.kind,
    name: z.string(),
    type: z.string().nullable(),
    status: itemFields.status,
  })
  .meta({ id: 'NamedItem' });

export const configurationItem = z
  .strictObject({
    id: z.string(),
    kind: itemFields.kind,
    name: z.string(),
    type: z.string().nullable(),
    model: z.string().nullable(),
    inventoryNumber: z.string().nullable(),
    serialNumber: z.string().nullable(),
    site: z.string().nullable(),
    status: itemFields.status,
    owner: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    remoteId: z.string().nullable().meta({ description: 'Null for requesters' }),
    address: z.string().nullable().meta({ description: 'Null for requesters' }),
    notes: z.string().meta({ description: 'Empty for requesters' }),
    supportGroup: z
      .strictObject({ process: z.string(), id: z.string(), title: z.string() })
      .nullable()
      .meta({ description: 'The group that looks after it; null for requesters' }),
    dependsOn: z
      .array(namedItem)
      .meta({ description: 'What it cannot work without, by name; empty for requesters' }),
    version: z.int(),
    updatedAt: instant,
  })
  .meta({ id: 'ConfigurationItem' });

export const configurationItemPage = pageOf('ConfigurationItemPage', configurationItem);

export const itemPath = z.strictObject({ id: recordId });

const searchMax = 200;

export const itemQuery = z.strictObject({
  q: storable(searchMax).optional().meta({
    description: 'Parts of its name, type, model, numbers, site, or of its owner’s name',
  }),
  kind: itemFields.kind.optional(),
  status: itemFields.status.optional(),
  owner: recordId.optional().meta({ description: 'Of this person' }),
  dependsOn: recordId.optional().meta({ description: 'Those that cannot work without this item' }),
  supportGroup: line(wordMax * 2)
    .optional()
    .meta({ description: 'Looked after by this group, as `process/group`' }),
  limit,
  cursor,
});

/** What became of an item, with words in place of ids. */
export const itemChange = z
  .strictObject({
    id: z.string(),
    at: instant,
    kind: z.enum(['created', 'changed']),
    by: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    program: z.enum(auditPrograms).meta({ description: 'What acted' }),
    changes: z.array(
      z.strictObject({
        field: z.string(),
        before: z.array(z.string()),
        after: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ConfigurationItemChange' });

export const itemChangePage = pageOf('ConfigurationItemChangePage', itemChange);
export const itemPartQuery = z.strictObject({ limit, cursor });

export type NamedItem = z.infer<typeof namedItem>;
export type ItemChange = z.infer<typeof itemChange>;
export type ItemBody = z.output<typeof itemBody>;
export type ItemQuery = z.output<typeof itemQuery>;
export type ConfigurationItem = z.infer<typeof configurationItem>;
export type ConfigurationItemPage = z.infer<typeof configurationItemPage>;
export type ItemKind = (typeof itemKinds)[number];
export type ItemStatus = (typeof itemStatuses)[number];
