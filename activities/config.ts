import os from 'node:os';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { deskUrlOf } from '../settings/desk_url.ts';
import { databaseUrlOf, readSettings } from '../settings/settings.ts';
import { type TemporalAccess, temporalAccess } from '../settings/temporal.ts';
import type { MetricsPlace } from '../telemetry/metrics_server.ts';

/** The worker cannot start, for a reason that its message tells whole. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
}

export interface WorkerConfig {
  databaseUrl: string;
  /** The folder of the warehouse this worker may write. */
  warehouseDir: string;
  /** Where the workflow bundle is kept between starts. */
  cacheDir: string;
  homeDir: string;
  /** The folder or package of the desk's own processes, where it has one. */
  ownProcesses: string | undefined;
  /** Whether it may export. */
  isExporter: boolean;
  /** Where what it measures can be read. */
  metrics: MetricsPlace;
  logLevel: string;
  exportSeconds: number;
  sweepSeconds: number;
  /** The key of the desk, where it is not in its home. */
  secretKey: string | undefined;
  /** The server that sends mail; null where the desk sends none. */
  smtpUrl: string | null;
  mailFrom: string;
  /** Where people reach the desk; null where nobody has said it: then no mail has a link. */
  deskUrl: string | null;
  /** Networks that webhooks may be in besides the public ones. */
  webhookNetworks: readonly string[];
  checkNetworks: readonly string[];
  /** Tickets kept in memory; the others are read again from their history when needed. */
  cachedTicketsMax: number;
  temporal: TemporalAccess;
  /** Worker Deployment Versioning, where both of its variables are set. */
  deployment: { deploymentName: string; buildId: string } | null;
}

/** @throws SettingsError naming every variable that is wrong, its value and what was expected. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const settings = readSettings(env);
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_BUILD_ID: buildId } = settings;
  return {
    databaseUrl: databaseUrlOf(settings),
    warehouseDir: settings.PALIER_WAREHOUSE ?? path.join(settings.PALIER_HOME, 'warehouse'),
    cacheDir: path.join(settings.PALIER_HOME, 'cache'),
    homeDir: settings.PALIER_HOME,
    ownProcesses: settings.PALIER_PROCESSES,
    isExporter: settings.PALIER_EXPORT,
    metrics: { host: settings.PALIER_METRICS_HOST, port: settings.PALIER_WORKER_METRICS_PORT },
    logLevel: settings.PALIER_LOG_LEVEL,
    exportSeconds: settings.PALIER_EXPORT_SECONDS,
    sweepSeconds: settings.PALIER_SWEEP_SECONDS,
    secretKey: settings.PALIER_SECRET_KEY,
    smtpUrl: settings.PALIER_SMTP_URL ?? null,
    mailFrom: settings.PALIER_MAIL_FROM,
    deskUrl: deskUrlOf(settings),
    webhookNetworks: settings.PALIER_WEBHOOK_NETWORKS ?? [],
    checkNetworks: settings.PALIER_CHECK_NETWORKS ?? [],
    cachedTicketsMax: settings.PALIER_CACHED_TICKETS_MAX ?? affordableTickets(),
    temporal: temporalAccess(env),
    deployment: deploymentName && buildId ? { deploymentName, buildId } : null,
  };
}

const bytesPerTicket = 300 * 1024;

/** A quarter of the memory this process may use, or half of its heap where that is less. */
function affordableTickets(): number {
  const allowed = process.constrainedMemory();
  const memory = allowed > 0 ? Math.min(allowed, os.totalmem()) : os.totalmem();
  const affordable = Math.min(memory / 4, getHeapStatistics().heap_size_limit / 2) / bytesPerTicket;
  return Math.min(3_000, Math.max(100, Math.floor(affordable)));
}
