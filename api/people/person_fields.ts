import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { line, recordId } from '../http/text.ts';
import { locale, requesterTier, role } from '../http/words.ts';

const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

/**
 * A phone number with its country, `+33 6 12 34 56 78` or `0033…`, as E.164 writes it; undefined
 * where there is none such.
 */
export function phoneOf(given: string): string | undefined {
  const international = given.trim().replace(/^00/, '+');
  const number = parsePhoneNumberFromString(international);
  return number?.isValid() && !number.ext ? number.number : undefined;
}

export const phoneNumber = z
  .string()
  .max(40)
  .transform((value, context) => {
    const number = phoneOf(value);
    if (number !== undefined) return number;
    context.addIssue({ code: 'custom', message: asked('phone') });
    return z.NEVER;
  });

/** In lower case: what differs by case alone is one mailbox. No quoted names, no comments. */
export const mailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}@[\p{L}\p{N}]([\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u, {
    error: asked('mail_address'),
  })
  .refine((value) => !value.includes('..'), { error: asked('mail_address') });

export const timeZone = z.string().refine((value) => zones.has(value), { error: asked('zone') });

const each = <Item extends z.ZodType>(item: Item) => z.array(item).max(10);

/** What can be said of a person; what is null is not known, or the desk's own. */
export const personFields = {
  name: line(200),
  roles: z.array(role).min(1).max(6),
  addresses: each(mailAddress).meta({ description: 'The first is the main one' }),
  phones: each(phoneNumber).meta({
    description: 'As E.164 writes them; the first is the main one',
  }),
  locale,
  zone: timeZone.nullable().meta({ description: 'IANA; null is the desk’s own' }),
  site: line(100).nullable(),
  department: line(100).nullable(),
  customerId: recordId.nullable().meta({ description: 'The organisation they are served for' }),
  managerId: recordId.nullable(),
  requesterTier,
};
