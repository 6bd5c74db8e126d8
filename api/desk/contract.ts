import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { instant, line, storable } from '../http/text.ts';
import { locale } from '../http/words.ts';
import { newPassword } from '../people/sign_in/contract.ts';

export const logoBytesMax = 256 * 1024;

function isZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

const zone = z
  .string()
  .max(64)
  .refine(isZone, { error: asked('time_zone') })
  .meta({ description: 'IANA: Europe/Paris' });

export const deskBody = z
  .strictObject({
    name: line(60),
    locale: locale.meta({ description: 'Of accounts that are made without one' }),
    zone,
  })
  .meta({ id: 'DeskProfileBody' });

export const deskProfile = z
  .strictObject({
    name: z.string(),
    locale,
    zone: z.string(),
    hasLogo: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'DeskProfile' });

/** In the order in which they are best done. */
export const setupPointNames = ['profile', 'people', 'groups', 'hours', 'mail', 'sign_in'] as const;
export const setupPointName = z.enum(setupPointNames);

const missingGroup = z.strictObject({
  process: z.string(),
  processTitle: z.string(),
  group: z.string(),
  title: z.string(),
});

const hours = z.strictObject({
  process: z.string(),
  processTitle: z.string(),
  calendar: z.string(),
  title: z.string(),
  zone: z.string().nullable().meta({ description: 'null where it is always open' }),
});

export const setup = z
  .strictObject({
    isSetUp: z.boolean().meta({ description: 'Somebody said that all is done' }),
    isReady: z.boolean().meta({ description: 'No ticket would wait for a group without people' }),
    points: z.array(
      z.strictObject({
        name: setupPointName,
        isDone: z.boolean().meta({ description: 'By what the desk has now, or somebody says so' }),
        isSettled: z.boolean().meta({ description: 'Somebody says that it is well as it is' }),
      }),
    ),
    people: z.int().meta({ description: 'Active accounts' }),
    emptyGroups: z.array(missingGroup),
    hours: z.array(hours),
    sendsMail: z.boolean(),
  })
  .meta({ id: 'Setup' });

export const setupBody = z
  .strictObject({
    settled: z.array(setupPointName).max(setupPointNames.length),
    isSetUp: z.boolean(),
  })
  .meta({ id: 'SetupBody' });

export const testMail = z
  .strictObject({
    status: z
      .enum(['none', 'pending', 'sent', 'failed'])
      .meta({ description: 'none: none was asked for' }),
    askedAt: instant.nullable(),
    attemptedAt: instant.nullable(),
    error: z
      .enum(['no_server', 'no_address', 'refused', 'unreachable'])
      .nullable()
      .meta({ description: 'Of one that failed: what was missing, or how the mail server failed' }),
    answer: z
      .string()
      .nullable()
      .meta({ description: 'What the server said, or the system where none answered' }),
  })
  .meta({ id: 'TestMail' });

const secret = storable(200);

export const ownerLinkBody = z.strictObject({ secret }).meta({ id: 'OwnerLinkSecret' });

export const ownerLink = z
  .strictObject({
    purpose: z.enum(['first_owner', 'recovery']),
    name: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'OwnerLink' });

export const ownerBody = z
  .strictObject({
    secret,
    name: line(120),
    address: z.email().max(320),
    password: newPassword,
    locale,
  })
  .meta({ id: 'FirstOwner' });

export const recoveryBody = z.strictObject({ secret }).meta({ id: 'OwnerRecovery' });

export type DeskProfileView = z.infer<typeof deskProfile>;
export type Setup = z.infer<typeof setup>;
export type SetupPoint = z.infer<typeof setupPointName>;
export type TestMail = z.infer<typeof testMail>;
export type OwnerLink = z.infer<typeof ownerLink>;
