import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { personFields } from './person_fields.ts';

/** What is not said of somebody new is not known; the language is the caller's own. */
export const newAccountBody = z
  .strictObject({
    ...personFields,
    roles: personFields.roles.default(['requester']),
    addresses: personFields.addresses.default([]),
    phones: personFields.phones.default([]),
    locale: personFields.locale.optional(),
    zone: personFields.zone.default(null),
    site: personFields.site.default(null),
    department: personFields.department.default(null),
    customerId: personFields.customerId.default(null),
    managerId: personFields.managerId.default(null),
    requesterTier: personFields.requesterTier.default('standard'),
  })
  .meta({ id: 'NewAccount' });

export const accountBody = z
  .strictObject(personFields)
  .partial()
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    error: asked('at_least_one_of', { fields: Object.keys(personFields) }),
  })
  .meta({ id: 'AccountChange' });

export type NewAccount = z.output<typeof newAccountBody>;
