import type { AuditEntry } from '../../../contract.ts';

/** What kinds of entries are about: nobody looks for one among fifty. */
export const auditMatters = [
  'sign_in',
  'people',
  'settings',
  'processes',
  'data',
  'repair',
] as const;
export type AuditMatter = (typeof auditMatters)[number];

type AuditKind = AuditEntry['kind'];

/** Each kind is of one matter: a new one does not compile until it is here. */
const matterOf: Record<AuditKind, AuditMatter> = {
  sign_in: 'sign_in',
  sign_in_failed: 'sign_in',
  sign_out: 'sign_in',
  session_ended: 'sign_in',
  sign_in_link_made: 'sign_in',
  sign_in_link_used: 'sign_in',
  password_changed: 'sign_in',
  second_factor_added: 'sign_in',
  second_factor_removed: 'sign_in',
  passkey_added: 'sign_in',
  passkey_removed: 'sign_in',
  token_created: 'sign_in',
  token_revoked: 'sign_in',
  identity_linked: 'sign_in',
  identity_unlinked: 'sign_in',
  account_created: 'people',
  account_changed: 'people',
  account_closed: 'people',
  account_reopened: 'people',
  accounts_imported: 'people',
  roles_changed: 'people',
  membership_changed: 'people',
  absence_changed: 'people',
  on_call_changed: 'people',
  group_claims_changed: 'settings',
  setting_changed: 'settings',
  remote_help_opened: 'data',
  item_created: 'settings',
  item_changed: 'settings',
  items_imported: 'settings',
  webhook_created: 'settings',
  webhook_changed: 'settings',
  customer_changed: 'people',
  webhook_removed: 'settings',
  macro_created: 'settings',
  macro_changed: 'settings',
  macro_removed: 'settings',
  mailbox_created: 'settings',
  mailbox_changed: 'settings',
  mailbox_removed: 'settings',
  mailbox_connected: 'settings',
  mail_replayed: 'data',
  mail_sent_again: 'data',
  mail_resumed: 'people',
  mail_fetched: 'data',
  process_shipped: 'processes',
  calendar_shipped: 'processes',
  export: 'data',
  mailing_created: 'data',
  mailing_removed: 'data',
  dashboard_mailed: 'data',
  personal_data_exported: 'data',
  erasure: 'data',
  retention: 'data',
  repair: 'repair',
};

export function kindsOf(matter: AuditMatter): AuditKind[] {
  const kinds = Object.keys(matterOf) as AuditKind[];
  return kinds.filter((kind) => matterOf[kind] === matter);
}
