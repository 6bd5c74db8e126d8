import type { CookieOptions, Request, Response } from 'express';

/** A cookie of a secret that no script reads. */
export interface SecretCookie {
  read(request: Request): string | undefined;
  /** @param maxAge milliseconds */
  set(request: Request, response: Response, secret: string, maxAge: number): void;
  clear(request: Request, response: Response): void;
}

const options = { httpOnly: true, sameSite: 'lax', path: '/' } satisfies CookieOptions;

/**
 * Where TLS is, only this host can have set it, for all of its pages, and it never goes over an open
 * line: browsers see to what `__Host-` promises.
 */
export function secretCookie(name: string): SecretCookie {
  const nameOf = ({ secure }: Request) => (secure ? `__Host-${name}` : name);
  return {
    read(request) {
      const wanted = nameOf(request);
      for (const pair of (request.get('cookie') ?? '').split(';')) {
        const [key, ...value] = pair.split('=');
        if (key?.trim() === wanted) return value.join('=').trim();
      }
      return undefined;
    },
    set(request, response, secret, maxAge) {
      const { secure } = request;
      response.cookie(nameOf(request), secret, { ...options, secure, maxAge });
    },
    clear(request, response) {
      response.clearCookie(nameOf(request), { ...options, secure: request.secure });
    },
  };
}

const session = secretCookie('palier_session');

export const readSessionCookie = session.read;
export const setSessionCookie = session.set;
export const clearSessionCookie = session.clear;

/** Says on which device somebody signed in before; signs nobody in. */
export const deviceCookie = secretCookie('palier_device');
