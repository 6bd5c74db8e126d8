/** As much of a browser as signing in needs: it keeps cookies, by host, and follows redirects. */
export interface CookieBrowser {
  /**
   * Goes where it is led. @returns the last address, and its answer
   * @param until goes no further where it is led to one of these
   */
  visit(url: string, until?: readonly string[]): Promise<{ url: string; response: Response }>;
  /** Asks the desk as one of its own pages does. */
  asks(method: string, url: string, body?: object): Promise<Response>;
  /** What it keeps of a host. */
  cookies(url: string): Map<string, string>;
}

const redirectsMax = 20;

export function openCookieBrowser(): CookieBrowser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  async function send(url: string, init: RequestInit): Promise<Response> {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...Object.fromEntries(new Headers(init.headers)), cookie };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const isOver = attributes.some((each) => /expires=thu, 01 jan 1970/i.test(each));
      if (isOver) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
  return {
    async visit(start, until = []) {
      let url = start;
      for (let n = 0; n < redirectsMax; n++) {
        const response = await send(url, {});
        const place = response.headers.get('location');
        if (place === null) return { url, response };
        url = new URL(place, url).href;
        if (until.some((one) => url.startsWith(`${one}?`))) return { url, response };
      }
      throw new Error(`${start} leads nowhere: more than ${redirectsMax} redirects`);
    },
    asks: (method, url, body) =>
      send(url, {
        method,
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      }),
    cookies: jarOf,
  };
}
