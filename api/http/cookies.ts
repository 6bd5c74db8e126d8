import type { Request, Response } from 'express';

/**
 * The name of the cookie of a session. Where TLS is, only this host can have set it, for all of its
 * pages, and it never goes over an open line: browsers see to what `__Host-` promises.
 */
function nameOf({ secure }: Request): string {
  return secure ? '__Host-palier_session' : 'palier_session';
}

const options = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

export function readSessionCookie(request: Request): string | undefined {
  const wanted = nameOf(request);
  for (const pair of (request.get('cookie') ?? '').split(';')) {
    const [name, ...value] = pair.split('=');
    if (name?.trim() === wanted) return value.join('=').trim();
  }
  return undefined;
}

export function setSessionCookie(
  request: Request,
  response: Response,
  secret: string,
  maxAge: number,
): void {
  const { secure } = request;
  response.cookie(nameOf(request), secret, { ...options, secure, maxAge });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(nameOf(request), { ...options, secure: request.secure });
}
