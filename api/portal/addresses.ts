/** Where the pages are that need no script. */
export const portalRoot = '/plain';

export const newRequestAddress = `${portalRoot}/new`;

export const catalogueAddress = `${portalRoot}/catalogue`;

export const approvalsAddress = `${portalRoot}/approvals`;

export function requestAddress(ticketId: string): string {
  return `${portalRoot}/tickets/${encodeURIComponent(ticketId)}`;
}

export function helpAddress(slug: string): string {
  return `${portalRoot}/help/${encodeURIComponent(slug)}`;
}

/** A page of the portal, wherever somebody was sent from: no other desk, and no other site. */
export function placeIn(to: string): string {
  return new RegExp(`^${portalRoot}(?:[/?][\\x21-\\x7e]*)?$`).test(to) ? to : portalRoot;
}
