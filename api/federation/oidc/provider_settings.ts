import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingsError } from '../../../settings/error.ts';
import { isIssuer } from '../../../settings/issuer.ts';
import type { Settings } from '../../../settings/table.ts';

/** A provider of identities by which people sign in, as OpenID Connect has it. */
export interface ProviderSettings {
  /** Part of the address that the provider sends people back to. */
  id: string;
  /** On the button: "Sign in with …". */
  name: string;
  issuer: string;
  clientId: string;
  /** Undefined for a client that has none: PKCE alone proves it then. */
  clientSecret: string | undefined;
  scopes: readonly string[];
  /** Names of claims; one within another is `outer.inner`. */
  claims: { groups: string; email: string; name: string; customer: string | undefined };
  /** Its addresses count as verified where it does not say whether they are. */
  trustsAddresses: boolean;
  /** An account is made for whoever is not known yet. */
  makesAccounts: boolean;
  /**
   * Whoever has the verified address of an account that is there gets it without being asked;
   * never that of an administrator.
   */
  linksByAddress: boolean;
  /** Values of `amr` or `acr` by which it says that a second factor was shown there. */
  secondFactorWords: readonly string[];
}

const words = z.string().trim().min(1).max(200);

const entry = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  name: words.max(60),
  issuer: z.string().refine(isIssuer),
  clientId: words,
  clientSecret: words.optional(),
  clientSecretFile: words.optional(),
  scopes: z.array(words).default(['openid', 'profile', 'email']),
  groupsClaim: words.default('groups'),
  emailClaim: words.default('email'),
  nameClaim: words.default('name'),
  customerClaim: words.optional(),
  trustsAddresses: z.boolean().default(false),
  makesAccounts: z.boolean().default(false),
  linksByAddress: z.boolean().default(false),
  secondFactorWords: z.array(words).default(['mfa']),
});

/**
 * The providers of `PALIER_OIDC_…` and of the file that `PALIER_OIDC_MORE` names.
 * @throws SettingsError where the file is no list of providers, or two have one id or one issuer
 */
export function providersOf(settings: Settings): ProviderSettings[] {
  const providers = [...firstOf(settings), ...moreOf(settings.PALIER_OIDC_MORE)];
  const problems = (['id', 'issuer'] as const).flatMap((field) => {
    const values = providers.map((provider) => provider[field]);
    return values
      .filter((value, n) => values.indexOf(value) !== n)
      .map((value) => `PALIER_OIDC_MORE: two providers have the ${field} "${value}"`);
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return providers;
}

function firstOf(settings: Settings): ProviderSettings[] {
  const { PALIER_OIDC_ISSUER: issuer, PALIER_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer === undefined || clientId === undefined) return [];
  return [
    {
      id: settings.PALIER_OIDC_ID,
      name: settings.PALIER_OIDC_NAME ?? new URL(issuer).hostname,
      issuer,
      clientId,
      clientSecret: settings.PALIER_OIDC_CLIENT_SECRET,
      scopes: settings.PALIER_OIDC_SCOPES.split(/\s+/),
      claims: {
        groups: settings.PALIER_OIDC_GROUPS_CLAIM,
        email: settings.PALIER_OIDC_EMAIL_CLAIM,
        name: settings.PALIER_OIDC_NAME_CLAIM,
        customer: settings.PALIER_OIDC_CUSTOMER_CLAIM,
      },
      trustsAddresses: settings.PALIER_OIDC_TRUSTS_ADDRESSES,
      makesAccounts: settings.PALIER_OIDC_MAKES_ACCOUNTS,
      linksByAddress: settings.PALIER_OIDC_LINKS_BY_ADDRESS,
      secondFactorWords: settings.PALIER_OIDC_SECOND_FACTOR.split(/\s+/),
    },
  ];
}

function moreOf(file: string | undefined): ProviderSettings[] {
  if (file === undefined) return [];
  const read = z.array(entry).safeParse(jsonOf(file));
  if (!read.success) {
    const faults = read.error.issues.map(
      ({ path, message }) =>
        `PALIER_OIDC_MORE: ${file} at ${path.join('.') || 'its top'}: ${message}`,
    );
    throw new SettingsError(faults);
  }
  return read.data.map(({ groupsClaim, emailClaim, nameClaim, customerClaim, ...entry }) => {
    const { clientSecretFile, ...rest } = entry;
    return {
      ...rest,
      clientSecret: clientSecretFile === undefined ? rest.clientSecret : secretOf(clientSecretFile),
      claims: { groups: groupsClaim, email: emailClaim, name: nameClaim, customer: customerClaim },
    };
  });
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SettingsError([`PALIER_OIDC_MORE: ${file} is no JSON: ${(error as Error).message}`]);
  }
}

function secretOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new SettingsError([`PALIER_OIDC_MORE: clientSecretFile: ${(error as Error).message}`]);
  }
}
