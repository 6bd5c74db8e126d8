import path from 'node:path';
import { givenSettings } from '../../database/given_settings.ts';
import { CliError } from '../cli_error.ts';

export const repositoryDir = path.resolve(import.meta.dirname, '../..');

/** One environment variable the desk reads. `.env.example` lists exactly these. */
export interface Setting {
  name: string;
  /** Value in force when the variable is absent; empty when there is none. */
  default: string;
  meaning: string;
  /** Who reads it: the desk itself, or only `docker-compose.yml`. */
  readBy: 'desk' | 'compose';
}

export const allSettings: readonly Setting[] = [
  {
    name: 'PORT',
    default: '3000',
    meaning: 'Port of the desk: pages and API.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_HOME',
    default: '.palier',
    meaning:
      'Folder with everything the desk keeps: databases, warehouse, logs. A relative path is\n' +
      'taken from the folder of the clone.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_DEMO',
    default: '1',
    meaning:
      '1 opens the desk with a small made-up company and fixed sign-in tokens, on loopback only.\n' +
      '0 opens it empty and without them.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_TEMPORAL_UI_PORT',
    default: '',
    meaning:
      "Port on 127.0.0.1 for Temporal's own web page when the desk runs its own Temporal. That\n" +
      'page needs no sign-in and can end workflows, so none is opened unless a port is given.',
    readBy: 'desk',
  },
  {
    name: 'HOST',
    default: '127.0.0.1',
    meaning:
      'Address the API listens on. Any other than loopback is refused with the demo sign-ins; put\n' +
      'a proxy that speaks HTTPS before it.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_WAREHOUSE',
    default: '',
    meaning:
      'Folder of the published warehouse, or the folder or s3://bucket/prefix of its Parquet (to read\n' +
      'only). When empty: warehouse/ under PALIER_HOME.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_HTTPFS',
    default: '',
    meaning:
      "File of DuckDB's httpfs extension, which a warehouse in a bucket needs. When empty: the one\n" +
      'DuckDB has installed.',
    readBy: 'desk',
  },
  {
    name: 'AWS_ACCESS_KEY_ID',
    default: '',
    meaning: 'Key of that bucket; AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN go with it.',
    readBy: 'desk',
  },
  {
    name: 'AWS_SECRET_ACCESS_KEY',
    default: '',
    meaning: 'Secret of the key.',
    readBy: 'desk',
  },
  {
    name: 'AWS_SESSION_TOKEN',
    default: '',
    meaning: 'Token of a key that lasts for a while only.',
    readBy: 'desk',
  },
  {
    name: 'AWS_REGION',
    default: '',
    meaning: 'Region of the bucket.',
    readBy: 'desk',
  },
  {
    name: 'AWS_ENDPOINT_URL',
    default: '',
    meaning: "Address of a store that speaks S3 and is not Amazon's, http or https.",
    readBy: 'desk',
  },
  {
    name: 'PALIER_LOG_LEVEL',
    default: 'info',
    meaning: 'Least level that is logged: silent, fatal, error, warn, info, debug or trace.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_REQUESTS_PER_MINUTE',
    default: '60000',
    meaning: 'Requests one caller may make in a minute before the API answers 429.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_TEMPORAL_TIMEOUT_MS',
    default: '3000',
    meaning: 'Time a command may wait for Temporal before the API answers 503, from 100 to 4500.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_EXPORT_SECONDS',
    default: '15',
    meaning: 'Least seconds between two exports of what is new to the warehouse, from 1 to 86400.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_SWEEP_SECONDS',
    default: '60',
    meaning: 'Seconds between two rounds that look for tickets nobody has, from 1 to 86400.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_SMTP_URL',
    default: '',
    meaning:
      'Mail server for dashboards: smtp://user:password@host:587, or smtps:// for TLS from the start.\n' +
      'When empty no mail is sent.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_MAIL_FROM',
    default: 'Palier <palier@localhost>',
    meaning: 'Sender of that mail.',
    readBy: 'desk',
  },
  {
    name: 'PALIER_CACHED_TICKETS_MAX',
    default: '',
    meaning:
      'Tickets a worker keeps in memory, about 300 KB each; the others are read again when needed.\n' +
      'When empty: what a quarter of the memory holds, at most 3000.',
    readBy: 'desk',
  },
  {
    name: 'DATABASE_URL',
    default: '',
    meaning:
      'PostgreSQL 15 or later to use: postgres://user:password@host:5432/database. When empty the\n' +
      'desk runs its own under PALIER_HOME.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_ADDRESS',
    default: '',
    meaning: 'Temporal server to use, host:port. When empty the desk runs its own.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_NAMESPACE',
    default: '',
    meaning:
      'Temporal namespace of the tickets; it should keep closed workflows 30 days or more. When\n' +
      'empty: default, and in docker-compose palier, which it makes.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_API_KEY',
    default: '',
    meaning: 'API key for the Temporal server, as Temporal Cloud asks for.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_TLS',
    default: '',
    meaning: 'true to encrypt the connection to the Temporal server.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_CONFIG_FILE',
    default: '',
    meaning: 'Temporal configuration file (TOML) that holds connection profiles.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_PROFILE',
    default: '',
    meaning: 'Profile of that file to connect with.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_DEPLOYMENT_NAME',
    default: '',
    meaning:
      "Name of the workers' deployment. With TEMPORAL_BUILD_ID it turns Temporal's worker versioning\n" +
      'on: a ticket then stays with the build that began it.',
    readBy: 'desk',
  },
  {
    name: 'TEMPORAL_BUILD_ID',
    default: '',
    meaning: 'Build of the code that this worker runs, new for each release.',
    readBy: 'desk',
  },
  {
    name: 'NO_COLOR',
    default: '',
    meaning: 'Any value turns colours off in what the command line prints.',
    readBy: 'desk',
  },
  {
    name: 'POSTGRES_PASSWORD',
    default: '',
    meaning: "Password of docker-compose's PostgreSQL superuser. Compose refuses to start without.",
    readBy: 'compose',
  },
  {
    name: 'PALIER_DATABASE_PASSWORD',
    default: '',
    meaning: "Password of the desk's own PostgreSQL user in docker-compose. Required by compose.",
    readBy: 'compose',
  },
  {
    name: 'TEMPORAL_UI_PORT',
    default: '8080',
    meaning: "Port on 127.0.0.1 for Temporal's web page in docker-compose.",
    readBy: 'compose',
  },
];

/** What `palier start` and the commands that talk to a running desk need to know. */
export interface DeskSettings {
  port: number;
  home: string;
  demo: boolean;
  databaseUrl: string | undefined;
  temporalUiPort: number | undefined;
}

/**
 * Reads the desk's settings from the environment.
 * @throws CliError naming the variable, its value and what was expected.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): DeskSettings {
  const given = givenSettings(environment);
  const read = (name: string) => given[name];
  const uiPort = read('PALIER_TEMPORAL_UI_PORT');
  checkTls(read('TEMPORAL_TLS'));
  return {
    port: portOf('PORT', read('PORT') ?? '3000'),
    home: path.resolve(repositoryDir, read('PALIER_HOME') ?? '.palier'),
    demo: flagOf('PALIER_DEMO', read('PALIER_DEMO') ?? '1'),
    databaseUrl: databaseUrlOf(read('DATABASE_URL')),
    temporalUiPort: uiPort === undefined ? undefined : portOf('PALIER_TEMPORAL_UI_PORT', uiPort),
  };
}

function databaseUrlOf(value: string | undefined): string | undefined {
  if (value === undefined || isDatabaseUrl(value)) return value;
  throw new CliError(
    `DATABASE_URL is "${withoutSecret(value)}": expected postgres://user:password@host:5432/database`,
    {
      exitCode: 2,
      advice: 'Correct it, or leave it empty to let the desk run its own PostgreSQL.',
    },
  );
}

function isDatabaseUrl(value: string): boolean {
  return /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? '');
}

/** What may be a password is not shown, however wrong the rest is. */
function withoutSecret(value: string): string {
  return value.replace(/:[^:/]*@/, ':…@');
}

/** Temporal's own reader takes any other word for "no". */
function checkTls(value: string | undefined): void {
  if (value === undefined || ['true', 'false', '1', '0'].includes(value)) return;
  throw new CliError(`TEMPORAL_TLS is "${value}": expected true or false`, { exitCode: 2 });
}

function portOf(name: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port >= 1 && port <= 65_535) return port;
  throw new CliError(`${name} is "${value}": expected a port number from 1 to 65535`, {
    exitCode: 2,
  });
}

function flagOf(name: string, value: string): boolean {
  if (value === '1') return true;
  if (value === '0') return false;
  throw new CliError(`${name} is "${value}": expected 0 or 1`, { exitCode: 2 });
}

/** The text of `.env.example`. */
export function renderEnvExample(settings: readonly Setting[] = allSettings): string {
  const head = [
    '# Every variable Palier reads, with its default. Copy this file to .env for docker compose;',
    '# `npm start` reads the environment and needs none of them.',
  ];
  const blocks = settings.map((setting) => {
    const comment = setting.meaning.split('\n').map((line) => `# ${line}`);
    return ['', ...comment, `${setting.name}=${setting.default}`];
  });
  return `${[...head, ...blocks.flat()].join('\n')}\n`;
}
