/** Where the pages are that need no script. */
export const portalRoot = '/plain';

export const newRequestAddress = `${portalRoot}/new`;

export function requestAddress(ticketId: string): string {
  return `${portalRoot}/tickets/${encodeURIComponent(ticketId)}`;
}

export function helpAddress(slug: string): string {
  return `${portalRoot}/help/${encodeURIComponent(slug)}`;
}
