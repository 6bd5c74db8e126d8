import { isLoopback } from '../../../settings/loopback.ts';
import type { Settings } from '../../../settings/table.ts';

/** A directory that people are read from. */
export interface DirectorySettings {
  url: string;
  host: string;
  /** An open line is made a closed one before anything is said; only on this machine it need not be. */
  startsTls: boolean;
  /** Who the desk is there; undefined where the directory asks nobody. */
  bindDn: string | undefined;
  bindPassword: string | undefined;
  base: string;
  filter: string;
  /** Groups that name their members; where people name their groups (`memberOf`) there need be none. */
  groupFilter: string;
  /** The attribute that names somebody's customer; undefined where none does. */
  customerAttribute: string | undefined;
}

/** The directory of `PALIER_LDAP_…`; undefined where there is none. */
export function directoryOf(settings: Settings): DirectorySettings | undefined {
  const { PALIER_LDAP_URL: url, PALIER_LDAP_BASE: base } = settings;
  if (url === undefined || base === undefined) return undefined;
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    url,
    host,
    startsTls: protocol === 'ldap:' && !isLoopback(host),
    bindDn: settings.PALIER_LDAP_BIND_DN,
    bindPassword: settings.PALIER_LDAP_BIND_PASSWORD,
    base,
    filter: settings.PALIER_LDAP_FILTER,
    groupFilter: settings.PALIER_LDAP_GROUP_FILTER,
    customerAttribute: settings.PALIER_LDAP_CUSTOMER_ATTRIBUTE,
  };
}
