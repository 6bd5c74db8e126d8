import { dayMs, secondMs } from '../workflows/domain/durations.ts';
import { isIssuer } from './issuer.ts';
import {
  file,
  flag,
  hostAndPort,
  hostNames,
  type Kind,
  listeningPort,
  longText,
  networks,
  oneOf,
  port,
  proxies,
  text,
  truth,
  url,
  wholeNumber,
  word,
} from './kinds.ts';

/** One environment variable of the desk. `.env.example` lists exactly these. */
export interface Setting<T = unknown> {
  kind: Kind<NonNullable<T>>;
  /** As it would be written; empty where there is none. */
  default: string;
  meaning: string;
  /** Never shown, and may come from a file: `NAME_FILE` names it. */
  isSecret: boolean;
  /** Who reads it: all programs of the desk, only `palier migrate`, or only `docker-compose.yml`. */
  readBy: 'desk' | 'migrate' | 'compose';
}

type Rest = Partial<Pick<Setting, 'isSecret' | 'readBy'>>;

/** Always has a value. */
function setting<T>(kind: Kind<T>, fallback: string, meaning: string, rest: Rest = {}): Setting<T> {
  const shared = { meaning, isSecret: false, readBy: 'desk' as const, ...rest };
  return { kind: kind as Kind<NonNullable<T>>, default: fallback, ...shared };
}

/** Undefined where it is not given. */
function optional<T>(kind: Kind<T>, meaning: string, rest: Rest = {}): Setting<T | undefined> {
  return setting<T | undefined>(kind, '', meaning, rest);
}

const issuer: Kind<string> = {
  expected: 'https://host, or http://host on this machine, without a query',
  read: (value) => (isIssuer(value) ? value : undefined),
};
/** Temporal writes both as one, ‘name:build’, and asks for them in its queries. */
const buildWord: Kind<string> = {
  expected: 'letters, digits, dots, dashes and underscores',
  read: (value) => (/^[\w.-]{1,100}$/.test(value) ? value : undefined),
};
const secret = { isSecret: true } as const;
const seconds = wholeNumber(1, dayMs / secondMs);
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Every setting of worker, API, command line and compose: the one place that knows them. */
export const table = {
  PORT: setting(listeningPort, '3000', 'Port of the desk: pages and API.'),
  PALIER_HOME: setting(
    text,
    '.palier',
    'Folder with everything the desk keeps: databases, warehouse, logs. A relative path is\n' +
      'taken from the folder of the clone.',
  ),
  PALIER_PROCESSES: optional(
    text,
    'Folder of processes of your own, or the name of an installed package: `palier process init` makes\n' +
      'one. What of it tickets follow is shipped by `palier process ship`. When empty: none.',
  ),
  PALIER_DEMO: setting(
    flag,
    '1',
    '1 opens the desk with a small made-up company and fixed sign-in tokens, on loopback only.\n' +
      '0 opens your own: it begins empty, and `npm start` prints a link to become its owner. When\n' +
      'empty: as this home was opened last; a new one asks, or is a demo where there is no terminal.',
  ),
  PALIER_TEMPORAL_UI_PORT: optional(
    port,
    "Port on 127.0.0.1 for Temporal's own web page when the desk runs its own Temporal. That\n" +
      'page needs no sign-in and can end workflows, so none is opened unless a port is given.',
  ),
  HOST: setting(
    text,
    '127.0.0.1',
    'Address the API listens on. Any other than loopback is refused with the demo sign-ins; put\n' +
      'a proxy that speaks HTTPS before it.',
  ),
  PALIER_HOSTS: optional(
    hostNames,
    'Names by which the desk is called, with commas between them: desk.example.org. Others are\n' +
      'refused. Links in mails have the first one, with its port where it is written with one. When\n' +
      'empty: those of loopback where HOST is loopback, else any, and no mail has a link.',
  ),
  PALIER_TRUSTED_PROXIES: optional(
    proxies,
    'Proxies whose word is taken for who calls and whether by HTTPS (X-Forwarded-For, -Proto,\n' +
      '-Host): addresses, networks, or loopback, with commas between them. When empty: none.',
  ),
  PALIER_SECRET_KEY: optional(
    longText(32),
    'Key by which secrets of second factors and links in unsent mail are sealed, the same for all\n' +
      'programs of a desk: 32 characters or more at random. When empty: secret.key under PALIER_HOME,\n' +
      "made once. Whoever loses it resets everybody's second factor.",
    secret,
  ),
  PALIER_WAREHOUSE: optional(
    text,
    'Folder of the published warehouse, or the folder or s3://bucket/prefix of its Parquet (to read\n' +
      'only). When empty: warehouse/ under PALIER_HOME.',
  ),
  PALIER_HTTPFS: optional(
    file,
    "File of DuckDB's httpfs extension, which a warehouse in a bucket needs. When empty: the one\n" +
      'DuckDB has installed.',
  ),
  AWS_ACCESS_KEY_ID: optional(
    text,
    'Key of that bucket; AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN go with it.',
  ),
  AWS_SECRET_ACCESS_KEY: optional(text, 'Secret of the key.', secret),
  AWS_SESSION_TOKEN: optional(text, 'Token of a key that lasts for a while only.', secret),
  AWS_REGION: optional(text, 'Region of the bucket.'),
  AWS_ENDPOINT_URL: optional(
    url(['http:', 'https:'], 'http://host:port or https://host:port'),
    "Address of a store that speaks S3 and is not Amazon's, http or https.",
  ),
  PALIER_LOG_LEVEL: setting(
    oneOf(logLevels),
    'info',
    'Least level that is logged: silent, fatal, error, warn, info, debug or trace.',
  ),
  PALIER_REQUESTS_PER_MINUTE: setting(
    wholeNumber(1, 1_000_000_000),
    '60000',
    'Requests that one address may make in a minute, at all APIs together, before it hears 429.',
  ),
  PALIER_TEMPORAL_TIMEOUT_MS: setting(
    wholeNumber(100, 4_500),
    '3000',
    'Time a command may wait for Temporal before the API answers 503, from 100 to 4500.',
  ),
  PALIER_EXPORT_SECONDS: setting(
    seconds,
    '15',
    'Least seconds between two exports of what is new to the warehouse, from 1 to 86400.',
  ),
  PALIER_EXPORT: setting(
    flag,
    '1',
    '0 keeps a worker from exporting. Of several workers with homes of their own only one exports:\n' +
      'the first that may, until it was not heard of for an hour.',
  ),
  PALIER_METRICS_PORT: optional(
    listeningPort,
    'Port on which the API gives what it measures to Prometheus, under /metrics. When empty: none.',
  ),
  PALIER_WORKER_METRICS_PORT: optional(
    listeningPort,
    'Port on which a worker gives what it measures. When empty: none.',
  ),
  PALIER_METRICS_HOST: setting(
    text,
    '127.0.0.1',
    'Address of those two ports. Nobody signs in there: keep it from the public.',
  ),
  PALIER_SWEEP_SECONDS: setting(
    seconds,
    '60',
    'Seconds between two rounds that look for tickets nobody has, from 1 to 86400.',
  ),
  PALIER_SMTP_URL: optional(
    url(['smtp:', 'smtps:'], 'smtp://user@host:587 or smtps://user@host:465'),
    'Mail server for answers, dashboards and links to sign in: smtp://user@host:587, or smtps:// for TLS\n' +
      'from the start. When empty no mail is sent.',
    secret,
  ),
  PALIER_SMTP_PASSWORD: optional(
    text,
    'Password of that user, as it is; in the address it would have to be percent-encoded.',
    secret,
  ),
  PALIER_MAIL_FROM: setting(text, 'Palier <palier@localhost>', 'Sender of that mail.'),
  PALIER_WEBHOOK_NETWORKS: optional(
    networks,
    'Private addresses and networks that webhooks may be sent to, with commas between them:\n' +
      '10.0.0.5, 10.20.0.0/16. When empty: public addresses only.',
  ),
  PALIER_CHECK_NETWORKS: optional(
    networks,
    'Private addresses and networks that checks of rules and playbooks may reach, with commas\n' +
      'between them: 10.0.0.5, 10.20.0.0/16. When empty: public addresses only.',
  ),
  PALIER_CACHED_TICKETS_MAX: optional(
    wholeNumber(10, 1_000_000),
    'Tickets a worker keeps in memory, about 300 KB each; the others are read again when needed.\n' +
      'When empty: what a quarter of the memory holds, at most 3000.',
  ),
  PALIER_OIDC_ISSUER: optional(
    issuer,
    'Provider by which people sign in (OpenID Connect), as it names itself:\n' +
      'https://login.example.org. When empty: none. What to enter for whom: docs/sign_in.md.',
  ),
  PALIER_OIDC_CLIENT_ID: optional(text, 'What the desk is called there. Required with an issuer.'),
  PALIER_OIDC_CLIENT_SECRET: optional(text, 'What proves to it that the desk asks.', secret),
  PALIER_OIDC_ID: setting(
    word,
    'sso',
    'Name of that provider in addresses: it sends people back to /api/sign-in/providers/ID/callback.',
  ),
  PALIER_OIDC_NAME: optional(
    text,
    'Name of that provider on its button. When empty: the host of the issuer.',
  ),
  PALIER_OIDC_SCOPES: setting(
    text,
    'openid profile email',
    'What it is asked for, with blanks between: openid is always needed.',
  ),
  PALIER_OIDC_GROUPS_CLAIM: setting(
    text,
    'groups',
    'Claim that names groups; one within another is written outer.inner.',
  ),
  PALIER_OIDC_EMAIL_CLAIM: setting(text, 'email', 'Claim that is the address of a person.'),
  PALIER_OIDC_NAME_CLAIM: setting(text, 'name', 'Claim that is the name of a person.'),
  PALIER_OIDC_CUSTOMER_CLAIM: optional(
    text,
    'Claim that names the customer a person is served for. When empty: none does.',
  ),
  PALIER_OIDC_MAKES_ACCOUNTS: setting(
    flag,
    '0',
    '1 makes an account for whoever signs in there and is not known yet; 0 refuses them.',
  ),
  PALIER_OIDC_TRUSTS_ADDRESSES: setting(
    flag,
    '0',
    '1 takes its addresses as verified where it does not say whether they are, as Entra ID does\n' +
      'not. Only for a provider whose addresses none but your administrators can change.',
  ),
  PALIER_OIDC_LINKS_BY_ADDRESS: setting(
    flag,
    '0',
    '1 gives whoever has the verified address of an account that account, and does not ask them to\n' +
      'show that it is theirs. Never that of an administrator.',
  ),
  PALIER_OIDC_SECOND_FACTOR: setting(
    text,
    'mfa',
    'Words by which it says in `amr` or `acr` that a second factor was shown there, with blanks\n' +
      'between. Where it says none of them, the desk asks for its own of whoever needs one.',
  ),
  PALIER_OIDC_MORE: optional(
    file,
    'File with more providers, a list in JSON: docs/sign_in.md shows one.',
  ),
  PALIER_LDAP_URL: optional(
    url(['ldaps:', 'ldap:'], 'ldaps://host or ldap://host'),
    'Directory that people are read from (LDAP): ldaps://host. An ldap:// line is closed by StartTLS\n' +
      'before anything is said, except on this machine. When empty: none. docs/sign_in.md says more.',
  ),
  PALIER_LDAP_BASE: optional(
    text,
    'Where people and groups stand in it: ou=people,dc=example,dc=org. Required with a directory.',
  ),
  PALIER_LDAP_BIND_DN: optional(text, 'Who the desk is there; it only reads. When empty: nobody.'),
  PALIER_LDAP_BIND_PASSWORD: optional(text, 'Its password there.', secret),
  PALIER_LDAP_FILTER: setting(
    text,
    '(&(objectClass=person)(mail=*))',
    'Who of it is a person of the desk.',
  ),
  PALIER_LDAP_GROUP_FILTER: setting(
    text,
    '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))',
    'Groups that name their members. Active Directory has none of these and needs none: there people\n' +
      'name their groups.',
  ),
  PALIER_LDAP_CUSTOMER_ATTRIBUTE: optional(
    text,
    'Attribute that names the customer a person is served for: o, or company in Active Directory.\n' +
      'When empty: none does.',
  ),
  DATABASE_URL: optional(
    url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database'),
    'PostgreSQL 15 or later to use: postgres://user:password@host:5432/database. When empty the\n' +
      'desk runs its own under PALIER_HOME.',
    secret,
  ),
  PALIER_DATABASE_PASSWORD: optional(
    text,
    'Password of the user in DATABASE_URL, as it is; in the address it would have to be\n' +
      "percent-encoded. Required by compose, as the password of the desk's own user.",
    secret,
  ),
  TEMPORAL_ADDRESS: optional(
    hostAndPort,
    'Temporal server to use, host:port. When empty the desk runs its own.',
  ),
  TEMPORAL_NAMESPACE: optional(
    text,
    'Temporal namespace of the tickets; it should keep closed workflows 30 days or more. When\n' +
      'empty: default, and in docker-compose palier, which it makes.',
  ),
  TEMPORAL_API_KEY: optional(
    text,
    'API key for the Temporal server, as Temporal Cloud asks for.',
    secret,
  ),
  TEMPORAL_TLS: optional(truth, 'true to encrypt the connection to the Temporal server.'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: optional(file, 'Certificate that the desk shows to that server.'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: optional(file, 'Key of that certificate.'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: optional(
    file,
    "Certificates that the server's must be signed by. When empty: those of the system.",
  ),
  TEMPORAL_TLS_SERVER_NAME: optional(text, "Name in the server's certificate, where it differs."),
  TEMPORAL_CONFIG_FILE: optional(
    file,
    'Temporal configuration file (TOML) that holds connection profiles.',
  ),
  TEMPORAL_PROFILE: optional(text, 'Profile of that file to connect with.'),
  TEMPORAL_DEPLOYMENT_NAME: optional(
    buildWord,
    "Name of the workers' deployment. With TEMPORAL_BUILD_ID it turns Temporal's worker versioning\n" +
      'on: a ticket then stays with the build that began it, until another is current.',
  ),
  TEMPORAL_BUILD_ID: optional(
    buildWord,
    'Build of the code that this worker runs, new for each release.',
  ),
  NO_COLOR: optional(text, 'Any value turns colours off in what the command line prints.'),
  POSTGRES_USER: setting(text, 'postgres', "PostgreSQL's superuser, for `palier migrate`.", {
    readBy: 'migrate',
  }),
  POSTGRES_PASSWORD: optional(
    text,
    'Password of that superuser. With it `palier migrate` makes the user and the database of\n' +
      'DATABASE_URL, and keeps the tables out of their reach. Required by compose.',
    { isSecret: true, readBy: 'migrate' },
  ),
  TEMPORAL_UI_PORT: setting(
    port,
    '8080',
    "Port on 127.0.0.1 for Temporal's web page in docker-compose.",
    { readBy: 'compose' },
  ),
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof table;

/** What is in force, by the name of its variable. */
export type Settings = {
  readonly [N in SettingName]: (typeof table)[N] extends Setting<infer T> ? T : never;
};

export const settingNames = Object.keys(table) as SettingName[];
