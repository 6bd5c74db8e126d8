import { z } from 'zod';
import { roles } from '../../../database/roles.ts';
import { asked } from '../../http/expectations.ts';
import { listOf } from '../../http/page_contract.ts';
import { instant, line, recordId, storable } from '../../http/text.ts';
import { locale } from '../../http/words.ts';

export const demoSignInBody = z.strictObject({ token: line(200) }).meta({ id: 'DemoSignIn' });

/** What was chosen before, however long or short it is. */
const givenPassword = storable(1_000);

/** No rules of what it is made of: length is what helps. */
export const newPassword = storable(200)
  .min(12)
  .refine((value) => value.trim() !== '', { error: asked('not_blank') })
  .meta({ minLength: 12, maxLength: 200, description: 'Common ones are refused' });

export const signInBody = z
  .strictObject({
    address: line(320).meta({ description: 'Any mail address of the person' }),
    password: givenPassword,
  })
  .meta({ id: 'SignIn' });

const shownFactor = z.enum(['totp', 'passkey', 'recovery_code']);

/** What comes after what was shown so far. */
export const signedIn = z
  .strictObject({
    next: z.enum(['desk', 'second_factor', 'enrolment']).meta({
      description:
        'desk: a session cookie was set. enrolment: so it was, and until a second factor is added ' +
        'it opens only that. second_factor: none was set; show one of `factors` with `step`',
    }),
    step: z.string().optional(),
    factors: z.array(shownFactor).optional(),
  })
  .meta({ id: 'SignedIn' });

const step = storable(100);

export const codeBody = z
  .strictObject({
    step,
    code: line(40).meta({ description: 'Six digits of the app, or a recovery code' }),
  })
  .meta({ id: 'SecondFactorCode' });

export const passkeyQuestionBody = z
  .strictObject({ step: step.optional() })
  .meta({ id: 'PasskeyQuestion' });

/** As the browser's WebAuthn takes it. */
const webAuthnOptions = z.looseObject({ challenge: z.string() });

export const passkeyQuestion = z
  .strictObject({ step: z.string(), options: webAuthnOptions })
  .meta({ id: 'AskedPasskey' });

const base64url = storable(20_000);
const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).nullish(),
};

/** As the browser's WebAuthn gives it. */
export const passkeyAnswerBody = z
  .strictObject({
    step,
    credential: z.object({
      ...credential,
      response: z.object({
        clientDataJSON: base64url,
        authenticatorData: base64url,
        signature: base64url,
        userHandle: base64url.nullish(),
      }),
    }),
  })
  .meta({ id: 'PasskeyAnswer' });

export const newPasskeyBody = z
  .strictObject({
    step,
    label: line(60),
    credential: z.object({
      ...credential,
      response: z.object({
        clientDataJSON: base64url,
        attestationObject: base64url,
        transports: z.array(storable(40)).max(10).optional(),
      }),
    }),
  })
  .meta({ id: 'NewPasskey' });

export const resetBody = z.strictObject({ address: line(320) }).meta({ id: 'AskedReset' });

/** Whatever is given where a link was expected: blank, wrong or old ones all lead to nothing. */
const linkSecret = storable(200);
export const linkBody = z.strictObject({ secret: linkSecret }).meta({ id: 'SignInLinkSecret' });
export const linkUseBody = z
  .strictObject({ secret: linkSecret, password: newPassword })
  .meta({ id: 'SignInLinkUse' });

export const signInLink = z
  .strictObject({
    purpose: z.enum(['invitation', 'reset']),
    name: z.string(),
    address: z.string().nullable().meta({ description: 'What the person signs in with' }),
    locale,
    expiresAt: instant,
  })
  .meta({ id: 'SignInLink' });

export const madeLink = z
  .strictObject({
    url: z.string().meta({ description: 'Shown this once; it can be used once' }),
    expiresAt: instant,
    mailedTo: z.string().nullable().meta({ description: 'Null where no mail could be promised' }),
  })
  .meta({ id: 'MadeLink' });

export const passwordBody = z
  .strictObject({ current: givenPassword.optional(), password: newPassword })
  .meta({ id: 'ChangedPassword' });

export const passkey = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'Passkey' });

/** With what somebody signs in. */
export const security = z
  .strictObject({
    address: z.string().nullable(),
    passwordChangedAt: instant.nullable().meta({ description: 'Null where there is none' }),
    totpSince: instant.nullable(),
    passkeys: z.array(passkey),
    recoveryCodesLeft: z.int(),
    isFactorDemanded: z.boolean(),
    isByProvider: z.boolean().meta({
      description:
        'A provider signs the caller in, too: it asks for what it demands, and the desk for a second ' +
        'factor only where one is demanded and the provider showed none',
    }),
    isEnrolling: z.boolean().meta({ description: 'This session opens nothing until one is added' }),
  })
  .meta({ id: 'Security' });

export const startedTotp = z
  .strictObject({ secret: z.string(), uri: z.string() })
  .meta({ id: 'StartedTotp' });

export const totpBody = z.strictObject({ code: line(20) }).meta({ id: 'TotpCode' });

export const recoveryCodes = z
  .strictObject({
    codes: z.array(z.string()).meta({ description: 'Shown this once; none where there are some' }),
  })
  .meta({ id: 'RecoveryCodes' });

export const passkeyPath = z.strictObject({ id: z.string().regex(/^[\w-]{1,1400}$/) });

export const session = z
  .strictObject({
    id: z.string(),
    isThis: z.boolean(),
    method: z.enum(['password', 'passkey', 'link', 'oidc', 'demo']),
    factor: shownFactor.nullable(),
    address: z.string().nullable(),
    agent: z.string().nullable(),
    createdAt: instant,
    seenAt: instant,
    endsAt: instant.meta({ description: 'Unless it is used again' }),
  })
  .meta({ id: 'Session' });
export const sessionPage = listOf('SessionPage', session);
export const sessionPath = z.strictObject({ id: recordId });

export const scopes = [
  'tickets:read',
  'tickets:write',
  'knowledge:read',
  'knowledge:write',
  'people:read',
  'people:write',
  'analytics:read',
  'analytics:write',
  'scim',
  'mail',
  'admin',
  'everything',
] as const;
export const scope = z.enum(scopes);
export type Scope = (typeof scopes)[number];

export const token = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    scopes: z.array(z.string()),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'ApiToken' });
export const tokenPage = listOf('ApiTokenPage', token);
export const tokenPath = z.strictObject({ id: recordId });
export const tokenBody = z
  .strictObject({
    label: line(100),
    scopes: z.array(scope).min(1).max(scopes.length),
    days: z
      .int()
      .min(1)
      .max(3_650)
      .default(90)
      .meta({ description: 'Until it expires; more than 365 only where `isLasting` says so' }),
    isLasting: z.boolean().default(false),
  })
  .meta({ id: 'NewApiToken' });
export const createdToken = token
  .extend({ token: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedApiToken' });

export const personPath = z.strictObject({ id: recordId });
export const accountSessionPath = z.strictObject({ id: recordId, sessionId: recordId });
export const accountTokenPath = z.strictObject({ id: recordId, tokenId: recordId });

export const signInRules = z
  .strictObject({
    secondFactorRoles: z
      .array(z.enum(roles))
      .max(roles.length)
      .meta({ description: 'Whoever holds one of them signs in with a second factor' }),
  })
  .meta({ id: 'SignInRules' });

export const profileBody = z
  .strictObject({
    name: line(100).optional(),
    locale: locale.optional(),
    zone: z
      .string()
      .max(100)
      .refine((value) => Intl.supportedValuesOf('timeZone').includes(value) || value === 'UTC', {
        error: asked('time_zone'),
      })
      .nullish()
      .meta({ description: 'IANA; null for the desk’s own' }),
  })
  .meta({ id: 'OwnProfile' });

export const profile = z
  .strictObject({ name: z.string(), locale, zone: z.string().nullable() })
  .meta({ id: 'Profile' });

export type SignedIn = z.infer<typeof signedIn>;
export type SignInLink = z.infer<typeof signInLink>;
export type MadeLink = z.infer<typeof madeLink>;
export type Security = z.infer<typeof security>;
export type Session = z.infer<typeof session>;
export type ApiToken = z.infer<typeof token>;
export type CreatedApiToken = z.infer<typeof createdToken>;
export type Passkey = z.infer<typeof passkey>;
export type SignInRules = z.infer<typeof signInRules>;
export type TokenBody = z.output<typeof tokenBody>;
