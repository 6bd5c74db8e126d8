import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { interactionPolicy, Provider } from 'oidc-provider';
import { openCookieBrowser } from './cookie_browser.ts';
import { listening } from './identity_provider.ts';

/** Does something else with a request than the provider would. @returns whether it has answered */
export type Meddling = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>;

export interface MailProvider {
  /** Where it is, as Microsoft's clouds are: `authority_url` of a grant. */
  address: string;
  tenant: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who sits in front of it and signs in; null goes away. */
  present: { account: string | null };
  /** How long tokens last that are given from now on. */
  lifetime: { accessSeconds: number };
  /** Tokens it was asked for, by grant type. */
  asked: Map<string, number>;
  /** Whether a refresh token is for one use; Microsoft's are not. */
  rules: { rotates: boolean };
  /** What it does instead of what it should; null for what it should. */
  meddling: Meddling | null;
  /** Lets somebody come back to this address. */
  sendsTo(redirectUri: string): void;
  /** Signs in and consents. @returns the address at which the browser comes back */
  consent(url: string): Promise<string>;
  /** Consents to a device with its code, as `present`. */
  consentToDevice(userCode: string): Promise<void>;
  /** Takes back what somebody has consented to, as an administrator there does. */
  revokeAll(): Promise<void>;
  /** Ends the access tokens that were given, and lets the grants be. */
  expireAccess(): Promise<void>;
  /** Whether a token opens anything still, and for whom. */
  introspect(token: string): Promise<{ active: boolean; scope?: string; username?: string }>;
  introspectionUrl: string;
}

const outlook = 'https://outlook.office.com';
const officeScopes = [
  `${outlook}/IMAP.AccessAsUser.All`,
  `${outlook}/SMTP.Send`,
  'https://outlook.office365.com/.default',
];

/** As `provider`'s clients know it: what introspects, as mail servers do. */
const introspector = { id: 'mail-server', secret: 'a secret of the mail server' };

/**
 * A real authorization server (`oidc-provider`) on loopback with Microsoft's addresses and scopes, until
 * the end of the file. Each refresh token is for one use: one that comes again ends all that it led to.
 */
export async function startMailProvider({
  graphUrl,
}: {
  /** Where a Graph is that takes its tokens; else at its own address. */
  graphUrl?: string;
} = {}): Promise<MailProvider> {
  const server = createServer();
  const address = await listening(server);
  const tenant = randomUUID();
  const root = `/${tenant}/oauth2/v2.0`;
  const graph = graphUrl ?? address;
  const graphScopes = ['Mail.Send', 'Mail.Send.Shared', '.default'].map((one) => `${graph}/${one}`);
  const redirectUris = ['http://127.0.0.1/back'];
  const grants = new Set<string>();
  const accessTokens = new Set<string>();
  const self: MailProvider = {
    address,
    tenant,
    issuer: `${address}/${tenant}/v2.0`,
    clientId: 'the-desk',
    clientSecret: 'a secret between the desk and its provider',
    present: { account: 'support@desk.example' },
    lifetime: { accessSeconds: 3_600 },
    asked: new Map(),
    rules: { rotates: true },
    meddling: null,
    sendsTo: (redirectUri) => {
      if (!redirectUris.includes(redirectUri)) redirectUris.push(redirectUri);
    },
    async consent(url) {
      const browser = openCookieBrowser();
      const { url: last } = await browser.visit(url, redirectUris);
      return last;
    },
    async consentToDevice(userCode) {
      const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', ''));
      if (!code) throw new Error(`There is no device code ${userCode}`);
      const grant = await grantFor(String(code.clientId));
      Object.assign(code, {
        accountId: self.present.account,
        grantId: grant,
        scope: (code.params as { scope: string }).scope,
        authTime: Math.floor(Date.now() / 1_000),
        claims: {},
        error: self.present.account === null ? 'access_denied' : undefined,
      });
      await code.save();
    },
    async revokeAll() {
      for (const id of grants) {
        await provider.RefreshToken.revokeByGrantId(id);
        await provider.AccessToken.revokeByGrantId(id);
        await (await provider.Grant.find(id))?.destroy();
      }
    },
    async expireAccess() {
      for (const value of accessTokens) await (await provider.AccessToken.find(value))?.destroy();
    },
    async introspect(token) {
      const response = await fetch(`${address}/introspect`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${introspector.id}:${encodeURIComponent(introspector.secret)}`).toString('base64')}`,
        },
        body: new URLSearchParams({ token }),
      });
      return response.json();
    },
    introspectionUrl: `http://${introspector.id}:${encodeURIComponent(introspector.secret)}@${new URL(address).host}/introspect`,
  };

  async function grantFor(clientId: string): Promise<string> {
    const grant = new provider.Grant({ clientId, accountId: self.present.account ?? undefined });
    grant.addOIDCScope(scopes.join(' '));
    const id = await grant.save();
    grants.add(id);
    return id;
  }

  const scopes = ['openid', 'profile', 'email', 'offline_access', ...officeScopes, ...graphScopes];
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const grantTypes = [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ];
  const provider = new Provider(self.issuer, {
    clients: [
      {
        client_id: self.clientId,
        client_secret: self.clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: grantTypes,
        redirect_uris: redirectUris,
        scope: scopes.join(' '),
      },
      {
        client_id: 'a-public-client',
        token_endpoint_auth_method: 'none',
        grant_types: grantTypes.filter((type) => type !== 'client_credentials'),
        redirect_uris: redirectUris,
        scope: scopes.join(' '),
      },
      {
        client_id: introspector.id,
        client_secret: introspector.secret,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    scopes,
    claims: { openid: ['sub'], email: ['email'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    rotateRefreshToken: () => self.rules.rotates,
    issueRefreshToken: async () => true,
    routes: {
      authorization: `${root}/authorize`,
      token: `${root}/token`,
      device_authorization: `${root}/devicecode`,
      introspection: '/introspect',
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
    },
    interactions: { policy, url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: () => self.lifetime.accessSeconds,
      ClientCredentials: () => self.lifetime.accessSeconds,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 600,
      Interaction: 600,
      IdToken: 600,
    },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, email: accountId, preferred_username: accountId }),
    }),
    async loadExistingGrant({ oidc }) {
      const id = await grantFor(oidc.client?.clientId ?? '');
      return provider.Grant.find(id);
    },
    // As mail servers know people.
    extraTokenClaims: (_context, token) => ({
      username: 'accountId' in token ? token.accountId : 'the program',
    }),
  });
  // Desks of the tests have addresses of their own.
  provider.Client.prototype.redirectUriAllowed = (uri: string) => redirectUris.includes(uri);
  provider.on('access_token.saved', ({ jti }) => accessTokens.add(String(jti)));
  provider.on('client_credentials.saved', ({ jti }) => accessTokens.add(String(jti)));
  provider.on('grant.success', ({ oidc }) => {
    const type = String(oidc.params?.grant_type).replace(/.*:/, '');
    self.asked.set(type, (self.asked.get(type) ?? 0) + 1);
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (self.meddling && (await self.meddling(request, response))) return;
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    const { account } = self.present;
    const result =
      account === null
        ? { error: 'access_denied', error_description: 'the person went away' }
        : { login: { accountId: account }, select_account: {} };
    await provider.interactionFinished(request, response, result);
  });
  return self;
}
