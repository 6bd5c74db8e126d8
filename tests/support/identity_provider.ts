import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { onTeardown } from './teardown.ts';

/** Somebody a provider knows, as its claims tell of them. */
export interface KnownPerson {
  email?: string;
  email_verified?: boolean;
  name?: string;
  locale?: string;
  groups?: string[];
  organization?: string | string[];
}

export interface IdentityProvider {
  issuer: string;
  /** By subject; what is changed here is told at the next sign-in. */
  people: Map<string, KnownPerson>;
  /** Who sits in front of it and signs in when asked; null cancels. */
  present: { subject: string | null };
  /** Lets the desk at this address send people here. */
  knows(deskUrl: string, providerId: string): void;
}

export const clientId = 'palier';
export const clientSecret = 'a secret between the two of them';

/** A real provider of OpenID Connect (`oidc-provider`) on loopback, until the end of the file. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer();
  const issuer = await listening(server);
  const people = new Map<string, KnownPerson>();
  const present: IdentityProvider['present'] = { subject: null };
  return {
    issuer,
    people,
    present,
    knows(deskUrl, providerId) {
      const provider = providerFor(issuer, people, {
        redirect: `${deskUrl}/api/sign-in/providers/${providerId}/callback`,
        signedOut: `${deskUrl}/sign-in`,
      });
      const answer = provider.callback();
      server.on('request', async (request, response) => {
        if (!request.url?.startsWith('/interaction/')) return answer(request, response);
        const result =
          present.subject === null
            ? { error: 'access_denied', error_description: 'the person went away' }
            : { login: { accountId: present.subject } };
        await provider.interactionFinished(request, response, result);
      });
    },
  };
}

/** Starts a server on a free port of loopback. @returns its address */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTeardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function providerFor(
  issuer: string,
  people: Map<string, KnownPerson>,
  addresses: { redirect: string; signedOut: string },
): Provider {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [addresses.redirect],
        post_logout_redirect_uris: [addresses.signedOut],
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'locale', 'organization'],
      groups: ['groups'],
    },
    scopes: ['openid', 'profile', 'email', 'groups'],
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    // Whoever signs in consents: the desk is their employer's.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  return provider;
}
