import { z } from 'zod';
import { auditKinds, auditObjectKinds, auditPrograms } from '../../database/audit.ts';
import { pageOf } from '../http/page_contract.ts';
import { anyOf, cursor, limit } from '../http/parameters.ts';
import { instant, line } from '../http/text.ts';

const kind = z.enum(auditKinds);
const objectKind = z.enum(auditObjectKinds);

/** A name is null once the account is erased, or where it is unknown. */
const named = z.strictObject({ id: z.string(), name: z.string().nullable() });

/** As JSON. */
const value = z.unknown();

export const auditEntry = z
  .strictObject({
    id: z.string(),
    at: instant,
    kind,
    program: z.enum(auditPrograms).meta({ description: 'What acted' }),
    account: named.nullable().meta({ description: 'For whom, where somebody asked' }),
    tokenId: z.string().nullable(),
    sessionId: z.string().nullable(),
    object: z.strictObject({ kind: objectKind, id: z.string(), name: z.string().nullable() }),
    address: z.string().nullable().meta({ description: 'IP address the request came from' }),
    requestId: z.string().nullable().meta({ description: 'As in the answer and in the log' }),
    changes: z
      .array(z.strictObject({ field: z.string(), before: value, after: value }))
      .meta({ description: 'Of what changed only; null on the side where there was none' }),
    isErased: z.boolean().meta({ description: 'Its details were erased with a person' }),
  })
  .meta({ id: 'AuditEntry' });

export const auditPage = pageOf('AuditPage', auditEntry);

export const auditQuery = z.strictObject({
  person: line(100).optional().meta({ description: 'Who did it, or whose account it was done to' }),
  q: line(100).optional().meta({ description: 'The same, by a part of a name' }),
  kind: anyOf(kind, auditKinds.length).optional(),
  object: objectKind.optional(),
  objectId: line(200).optional(),
  from: instant.optional(),
  to: instant.optional().meta({ description: 'Before this instant' }),
  limit,
  cursor,
});

export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditPage>;
