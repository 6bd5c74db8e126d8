import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { listOf } from '../http/page_contract.ts';
import { instant, line, processWord, recordId } from '../http/text.ts';
import { role } from '../http/words.ts';

const place = z.strictObject({
  process: processWord,
  group: processWord,
  capacity: z.int().min(1).max(1000).meta({ description: 'Tickets at once' }),
});

const capacityUsual = 5;

/** What a group of a directory gives to whoever is in it. */
export const groupMapping = z
  .strictObject({
    id: z.string(),
    source: z.string().meta({ description: 'A provider of sign-in, `scim`, or `ldap`' }),
    directoryGroup: z.string().meta({ description: 'As the directory writes it' }),
    role: role.nullable(),
    place: place.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'GroupMapping' });

export const groupMappingList = z
  .strictObject({
    ...listOf('GroupMappingItems', groupMapping).shape,
    sources: z
      .array(z.strictObject({ id: z.string(), name: z.string() }))
      .meta({ description: 'Whose groups can be mapped' }),
  })
  .meta({ id: 'GroupMappingList' });

export const groupMappingBody = z
  .strictObject({
    source: recordId,
    directoryGroup: line(500),
    role: role.optional(),
    place: place.extend({ capacity: place.shape.capacity.default(capacityUsual) }).optional(),
  })
  .refine((body) => (body.role === undefined) !== (body.place === undefined), {
    error: asked('role_or_place'),
  })
  .meta({ id: 'NewGroupMapping' });

export const groupMappingPath = z.strictObject({ id: recordId });

export type GroupMapping = z.infer<typeof groupMapping>;
export type GroupMappingList = z.infer<typeof groupMappingList>;
