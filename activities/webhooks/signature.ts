import { createHmac } from 'node:crypto';

/** What signs: `whsec_` and the key in base 64, as Standard Webhooks writes it. */
const prefix = 'whsec_';

/**
 * The headers of Standard Webhooks: what is sent is signed with its id and the time of sending, by
 * each secret that counts now.
 */
export function signedHeaders(
  { id, at, body }: { id: string; at: Date; body: string },
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
