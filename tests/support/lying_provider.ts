import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import { clientId, listening } from './identity_provider.ts';

/** What a token says instead of what is true. */
export interface Lie {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Of other keys than it shows, or none at all. */
  signature?: 'foreign' | 'none';
}

export interface LyingProvider {
  issuer: string;
  /** The token that the next code is exchanged for. */
  tell(lie: Lie): void;
  /** Where it sends somebody back to whom the desk sent to `place`. */
  sendsBack(place: string, changes?: Record<string, string>): string;
}

/** Speaks as a provider does, and signs whatever a test wants to hear. */
export async function startLyingProvider(): Promise<LyingProvider> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let lie: Lie = {};
  let nonce = '';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', issuer);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers[pathname]?.() ?? {}));
  });
  const issuer = await listening(server);
  const answers: Record<string, () => object> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['public'],
    }),
    '/keys': () => ({
      keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }],
    }),
    '/token': () => ({ access_token: 'x', token_type: 'Bearer', id_token: idToken() }),
  };
  function idToken(): string {
    const now = Math.floor(Date.now() / secondMs);
    const claims = {
      iss: issuer,
      aud: clientId,
      sub: 'liar',
      nonce,
      iat: now,
      exp: now + minuteMs / secondMs,
      email: 'liar@example.org',
      email_verified: true,
      name: 'A Liar',
      groups: [],
      ...lie.claims,
    };
    const header = { alg: 'RS256', kid: 'one', typ: 'JWT', ...lie.header };
    const said = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.');
    if (lie.signature === 'none') return `${said}.`;
    const key = lie.signature === 'foreign' ? foreign.privateKey : own.privateKey;
    return `${said}.${createSign('RSA-SHA256').update(said).sign(key, 'base64url')}`;
  }
  return {
    issuer,
    tell(next) {
      lie = next;
    },
    sendsBack(place, changes = {}) {
      const asked = new URL(place).searchParams;
      nonce = asked.get('nonce') ?? '';
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({
        code: createHash('sha256').update(place).digest('hex'),
        state: asked.get('state') ?? '',
        ...changes,
      }).toString();
      return back.href;
    },
  };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
