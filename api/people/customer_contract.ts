import { z } from 'zod';
import { line, noteText } from '../http/text.ts';

export const customerBody = z
  .strictObject({
    name: line(100),
    contract: line(100).nullable().default(null).meta({
      description: 'A word that processes ask about: which contract they have',
    }),
    note: z.union([noteText, z.literal('')]).default(''),
  })
  .meta({ id: 'CustomerBody' });

export const customer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    contract: z.string().nullable(),
    note: z.string(),
    peopleCount: z.int().meta({ description: 'Whose account is open' }),
    sites: z.array(z.string()).meta({ description: 'Where those people are' }),
    version: z.int(),
  })
  .meta({ id: 'Customer' });

export type Customer = z.infer<typeof customer>;
export type CustomerBody = z.infer<typeof customerBody>;
