import type { CustomFetch } from 'openid-client';

/** What a provider answers is never longer. */
const answerBytesMax = 1_000_000;

/** Asks a provider: one that lies may answer without end. */
export const fetchAtMost: CustomFetch = async (url, options) => {
  const response = await fetch(url, { ...options, body: options.body as BodyInit | null });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerBytesMax) throw new Error(`more than ${answerBytesMax} bytes were answered`);
    chunks.push(chunk);
  }
  const { status, headers } = response;
  const isEmpty = chunks.length === 0;
  return new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers });
};

/** What a provider answers where it is not well, rather than where it means no. */
export const passingErrors = ['server_error', 'temporarily_unavailable'];

/** Whether a provider did not answer, or said that it is not well. */
export function isAway(error: unknown): boolean {
  return causesOf(error).some(
    (cause) =>
      (cause instanceof Response && cause.status >= 500) ||
      (cause as { name?: unknown }).name === 'TimeoutError' ||
      (cause as { code?: unknown }).code === 'OAUTH_TIMEOUT' ||
      /^(E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(String((cause as { code?: unknown }).code)),
  );
}

/** An error, and what it came of. */
export function causesOf(error: unknown): object[] {
  const causes: object[] = [];
  for (let cause = error; typeof cause === 'object' && cause !== null && causes.length < 8; ) {
    causes.push(cause);
    cause = (cause as { cause?: unknown }).cause;
  }
  return causes;
}
