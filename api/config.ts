import path from 'node:path';
import { z } from 'zod';
import { givenSettings } from '../database/given_settings.ts';

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

const environment = z
  .object({
    NODE_ENV: z.string().optional(),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    PALIER_HOME: z.string().min(1).default('.palier'),
    PALIER_WAREHOUSE: z.string().min(1).optional(),
    PALIER_DEMO: flag,
    PALIER_LOG_LEVEL: z
      .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      .default('info'),
    PALIER_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(60_000),
    TEMPORAL_TLS: z.enum(['true', 'false', '1', '0']).optional(),
    PALIER_TEMPORAL_TIMEOUT_MS: z.coerce.number().int().min(100).max(4_500).default(3_000),
  })
  .superRefine((env, context) => {
    if (!env.PALIER_DEMO) return;
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (env.NODE_ENV === 'production') {
      refuse('PALIER_DEMO', 'demo sign-ins are refused where NODE_ENV is production');
    }
    if (!loopbackHosts.includes(env.HOST)) {
      refuse('HOST', `demo sign-ins need a loopback address: one of ${loopbackHosts.join(', ')}`);
    }
  });

export interface ApiConfig {
  host: string;
  port: number;
  databaseUrl: string;
  /** The folder in which the desk keeps its data, where it is on this machine. */
  homeDir: string;
  /** The folder of published warehouse snapshots. */
  warehouseDir: string;
  /** The desk has the fixed demo sign-ins; loopback only. */
  isDemo: boolean;
  logLevel: string;
  requestsPerMinute: number;
  /** How long a command may wait for Temporal before the caller is told to come back. */
  temporalTimeoutMs: number;
}

/** @throws ConfigError naming every variable that is wrong and what was expected. */
export function readConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const result = environment.safeParse(givenSettings(env));
  if (!result.success) throw new ConfigError(result.error, env);
  const values = result.data;
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    homeDir: values.PALIER_HOME,
    warehouseDir: values.PALIER_WAREHOUSE ?? path.join(values.PALIER_HOME, 'warehouse'),
    isDemo: values.PALIER_DEMO,
    logLevel: values.PALIER_LOG_LEVEL,
    requestsPerMinute: values.PALIER_REQUESTS_PER_MINUTE,
    temporalTimeoutMs: values.PALIER_TEMPORAL_TIMEOUT_MS,
  };
}

export class ConfigError extends Error {
  constructor(error: z.ZodError, env: NodeJS.ProcessEnv) {
    const lines = error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name}=${shown(name, env[name])}: ${issue.message}`;
    });
    super(`The API cannot start with this environment:\n  ${lines.join('\n  ')}`);
    this.name = 'ConfigError';
  }
}

/** A database address may hold a password: it is never shown. */
function shown(name: string, value: string | undefined): string {
  if (value === undefined) return '(not set)';
  return name === 'DATABASE_URL' ? '(hidden)' : JSON.stringify(value);
}
