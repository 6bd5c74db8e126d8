import { z } from 'zod';

/** A page of a list that goes on. @param id its name in the OpenAPI document */
export function pageOf<Item extends z.ZodType>(id: string, item: Item) {
  const next = z.string().nullable().meta({ description: 'The cursor of the next page, if any' });
  return z.strictObject({ items: z.array(item), next }).meta({ id });
}

/** A list that is always given whole. @param id its name in the OpenAPI document */
export function listOf<Item extends z.ZodType>(id: string, item: Item) {
  return z.strictObject({ items: z.array(item), next: z.null() }).meta({ id });
}
