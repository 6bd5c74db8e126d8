import { z } from 'zod';
import { listOf } from '../http/page_contract.ts';
import { anyOf, limit } from '../http/parameters.ts';
import { instant, line, processWord } from '../http/text.ts';
import { locale, requesterTier, role, tier } from '../http/words.ts';

const membership = z.strictObject({
  process: z.string(),
  id: z.string(),
  title: z.string(),
  tier,
});

/** The signed-in person. */
export const me = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    roles: z.array(role),
    locale,
    requesterTier,
    groups: z.array(membership),
  })
  .meta({ id: 'Me' });

export const account = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    roles: z.array(role),
    requesterTier,
    groups: z.array(membership.extend({ capacity: z.int() })),
    away: z
      .strictObject({ until: instant.nullable(), deputyId: z.string().nullable() })
      .nullable()
      .meta({ description: 'While away: until when, and who stands in' }),
    openTicketCount: z.int().meta({ description: 'Tickets that count against the capacity' }),
  })
  .meta({ id: 'Account' });

export const accountPage = listOf('AccountPage', account);

export const accountQuery = z.strictObject({
  role: anyOf(role).optional(),
  group: processWord.optional(),
  process: processWord.optional(),
  q: line(100).optional(),
  limit,
});

export type Me = z.infer<typeof me>;
export type Account = z.infer<typeof account>;
export type AccountPage = z.infer<typeof accountPage>;
export type AccountQuery = z.infer<typeof accountQuery>;
