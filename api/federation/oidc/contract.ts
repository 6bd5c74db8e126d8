import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { listOf } from '../../http/page_contract.ts';
import { instant, recordId, storable } from '../../http/text.ts';

/** A way to sign in that another keeps: a provider of OpenID Connect. */
export const signInProvider = z
  .strictObject({ id: z.string(), name: z.string() })
  .meta({ id: 'SignInProvider' });

export const signInProviderList = listOf('SignInProviderList', signInProvider);

export const providerPath = z.strictObject({ provider: recordId });

const returnToMax = 500;

/** An address of this desk's pages: a path, which no browser takes for another host. */
export const returnTo = storable(returnToMax).refine(isOwnPage, { error: asked('own_page') });

export const signInAttemptBody = z
  .strictObject({ returnTo: returnTo.default('/') })
  .meta({ id: 'SignInAttempt' });

export const linkAttemptBody = z
  .strictObject({ provider: providerPath.shape.provider, returnTo: returnTo.default('/') })
  .meta({ id: 'IdentityLinkAttempt' });

/** Where to go on. */
export const signInPlace = z.strictObject({ url: z.url() }).meta({ id: 'SignInPlace' });

const answerMax = 8_000;

/** What a provider sends back, and whatever else it adds. */
export const callbackQuery = z.looseObject({
  code: storable(answerMax).optional(),
  state: storable(answerMax).optional(),
  error: storable(answerMax).optional(),
});

/** Why whoever comes back from a provider is not signed in: `problem` in the address they come to. */
export const signInFailures = [
  'desk_unavailable',
  'provider_unavailable',
  'provider_refused',
  'provider_not_trusted',
  'sign_in_over',
  'account_closed',
  'address_not_verified',
  'confirm_link',
  'identity_taken',
  'unknown_person',
] as const;

export type SignInFailure = (typeof signInFailures)[number];

/** Who an account is to a provider or a directory. */
export const identity = z
  .strictObject({
    id: z.string(),
    /** The provider's id. */
    source: z.string(),
    name: z.string().meta({ description: 'What the provider is called here' }),
    linkedAt: instant,
    lastSeenAt: instant,
  })
  .meta({ id: 'Identity' });

export const identityList = listOf('IdentityList', identity);
export const identityPath = z.strictObject({ id: recordId });

export type SignInProvider = z.infer<typeof signInProvider>;
export type SignInProviderList = z.infer<typeof signInProviderList>;
export type LinkedIdentity = z.infer<typeof identity>;
export type LinkedIdentityList = z.infer<typeof identityList>;

function isOwnPage(address: string): boolean {
  const base = 'http://desk.invalid';
  const isPath = /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(address);
  const url = isPath ? URL.parse(address, base) : null;
  // `/..//elsewhere` is a path, and what it comes to would be taken for a host.
  return url?.origin === base && !/^\/(\/|(api|scim)(\/|$))/.test(url.pathname);
}
