import path from 'node:path';
import { databaseUrlOf, isDemoGiven, readSettings } from '../settings/settings.ts';
import type { MetricsPlace } from '../telemetry/metrics_server.ts';
import { type DirectorySettings, directoryOf } from './federation/ldap/directory_settings.ts';
import { type ProviderSettings, providersOf } from './federation/oidc/provider_settings.ts';

export interface ApiConfig {
  host: string;
  port: number;
  /** Names by which the desk is called; undefined where nobody said. */
  hosts: readonly string[] | undefined;
  /** Whose word is taken for who calls. */
  trustedProxies: readonly string[];
  databaseUrl: string;
  /** The folder in which the desk keeps its data, where it is on this machine. */
  homeDir: string;
  /** The folder of published warehouse snapshots. */
  warehouseDir: string;
  /** The desk has the fixed demo sign-ins; loopback only. */
  isDemo: boolean;
  /** By which people sign in, beside what the desk itself knows of them. */
  providers: readonly ProviderSettings[];
  /** From which people can be read; undefined where there is none. */
  directory: DirectorySettings | undefined;
  /** The key of the desk, where it is not in its home. */
  secretKey: string | undefined;
  /** Links to sign in are mailed. */
  sendsMail: boolean;
  /** Where what it measures can be read. */
  metrics: MetricsPlace;
  logLevel: string;
  requestsPerMinute: number;
  /** How long a command may wait for Temporal before the caller is told to come back. */
  temporalTimeoutMs: number;
}

/** @throws SettingsError naming every variable that is wrong, its value and what was expected. */
export function readConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const settings = readSettings(env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    hosts: settings.PALIER_HOSTS,
    trustedProxies: settings.PALIER_TRUSTED_PROXIES ?? [],
    databaseUrl: databaseUrlOf(settings),
    homeDir: settings.PALIER_HOME,
    warehouseDir: settings.PALIER_WAREHOUSE ?? path.join(settings.PALIER_HOME, 'warehouse'),
    isDemo: isDemoGiven(env),
    providers: providersOf(settings),
    directory: directoryOf(settings),
    secretKey: settings.PALIER_SECRET_KEY,
    sendsMail: settings.PALIER_SMTP_URL !== undefined,
    metrics: { host: settings.PALIER_METRICS_HOST, port: settings.PALIER_METRICS_PORT },
    logLevel: settings.PALIER_LOG_LEVEL,
    requestsPerMinute: settings.PALIER_REQUESTS_PER_MINUTE,
    temporalTimeoutMs: settings.PALIER_TEMPORAL_TIMEOUT_MS,
  };
}
