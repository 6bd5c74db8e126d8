/**
 * The page that somebody wanted before they signed in, where it is one of this desk.
 * @param to as the address of the sign-in page has it
 */
export function ownPage(to: string | undefined): string | undefined {
  const url = to === undefined ? null : URL.parse(to, location.origin);
  // `/..//elsewhere` is a path, and what it comes to would be taken for a host.
  const isOwn = url?.origin === location.origin && !url.pathname.startsWith('//');
  return isOwn ? `${url.pathname}${url.search}${url.hash}` : undefined;
}
