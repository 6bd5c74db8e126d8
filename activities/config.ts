import os from 'node:os';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { z } from 'zod';
import { givenSettings } from '../database/given_settings.ts';

const seconds = (fallback: number) => z.coerce.number().int().min(1).max(86_400).default(fallback);

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  PALIER_HOME: z.string().min(1).default('.palier'),
  PALIER_WAREHOUSE: z.string().min(1).optional(),
  PALIER_LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info'),
  PALIER_EXPORT_SECONDS: seconds(15),
  PALIER_SWEEP_SECONDS: seconds(60),
  PALIER_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  PALIER_MAIL_FROM: z.string().min(3).default('Palier <palier@localhost>'),
  PALIER_CACHED_TICKETS_MAX: z.coerce.number().int().min(10).optional(),
  TEMPORAL_TLS: z.enum(['true', 'false', '1', '0']).optional(),
  TEMPORAL_DEPLOYMENT_NAME: z.string().min(1).optional(),
  TEMPORAL_BUILD_ID: z.string().min(1).optional(),
});

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
  logLevel: string;
  exportSeconds: number;
  sweepSeconds: number;
  /** The server that sends mail; null where the desk sends none. */
  smtpUrl: string | null;
  mailFrom: string;
  /** Tickets kept in memory; the others are read again from their history when needed. */
  cachedTicketsMax: number;
  /** Worker Deployment Versioning, where both of its variables are set. */
  deployment: { deploymentName: string; buildId: string } | null;
}

/** @throws WorkerStartError naming every variable that is wrong, its value and what was expected. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const result = environment.safeParse(givenSettings(env));
  if (!result.success) {
    const lines = result.error.issues.map(({ path: [name], message }) => {
      const value = env[String(name)];
      const isSecret = name === 'DATABASE_URL' || name === 'PALIER_SMTP_URL';
      const shown = isSecret && value ? '(hidden)' : JSON.stringify(value ?? null);
      return `${String(name)}=${shown}: ${message}`;
    });
    throw new WorkerStartError(
      `The worker cannot start with this environment:\n  ${lines.join('\n  ')}`,
    );
  }
  const values = result.data;
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_BUILD_ID: buildId } = values;
  return {
    databaseUrl: values.DATABASE_URL,
    warehouseDir: values.PALIER_WAREHOUSE ?? path.join(values.PALIER_HOME, 'warehouse'),
    cacheDir: path.join(values.PALIER_HOME, 'cache'),
    logLevel: values.PALIER_LOG_LEVEL,
    exportSeconds: values.PALIER_EXPORT_SECONDS,
    sweepSeconds: values.PALIER_SWEEP_SECONDS,
    smtpUrl: values.PALIER_SMTP_URL ?? null,
    mailFrom: values.PALIER_MAIL_FROM,
    cachedTicketsMax: values.PALIER_CACHED_TICKETS_MAX ?? affordableTickets(),
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
