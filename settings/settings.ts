import { givenSettings } from './environment.ts';
import { SettingsError } from './error.ts';
import { isLoopback, loopbackNames } from './loopback.ts';
import { type Setting, type SettingName, type Settings, settingNames, table } from './table.ts';

/**
 * What the environment says, judged whole before anything starts. Whatever is empty has its default.
 * @throws SettingsError that names each setting that is wrong, its value and what was expected
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = givenSettings(environment);
  const problems: string[] = [];
  const value = (name: SettingName): unknown => {
    const setting: Setting = table[name];
    const written = given[name] ?? setting.default;
    if (written === '') return undefined;
    const read = setting.kind.read(written);
    if (read === undefined) problems.push(problemOf(name, written, setting.kind.expected));
    return read;
  };
  const read = Object.fromEntries(settingNames.map((name) => [name, value(name)]));
  const settings = withPasswords(read as Settings);
  problems.push(...problemsOfPairs(settings, given));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/**
 * The database of a program that runs by itself: only `npm start` brings its own.
 * @throws SettingsError where none is named
 */
export function databaseUrlOf({ DATABASE_URL: url }: Settings): string {
  if (url !== undefined) return url;
  throw new SettingsError([`DATABASE_URL is "": expected ${table.DATABASE_URL.kind.expected}`]);
}

/** Whether the sign-ins of the demo work where `npm start` did not say so: then only if asked for. */
export function isDemoGiven(environment: NodeJS.ProcessEnv): boolean {
  return givenSettings(environment).PALIER_DEMO === '1';
}

/** A key is not shown, nor what may be a password before an @, however wrong the rest is. */
function problemOf(name: SettingName, written: string, expected: string): string {
  const isHidden = table[name].isSecret && (name === 'PALIER_SECRET_KEY' || written.includes('@'));
  const advice = isHidden ? passwordAdvice[name] : undefined;
  const shown = isHidden ? '(hidden)' : `"${written}"`;
  return `${name} is ${shown}: expected ${expected}${advice ? `; ${advice}` : ''}`;
}

const passwordAdvice: Partial<Record<SettingName, string>> = {
  DATABASE_URL: 'a password with other than letters and digits goes to PALIER_DATABASE_PASSWORD',
  PALIER_SMTP_URL: 'a password with other than letters and digits goes to PALIER_SMTP_PASSWORD',
};

/** An address without a password gets the one that is given beside it, whatever it is made of. */
function withPasswords(settings: Settings): Settings {
  return {
    ...settings,
    DATABASE_URL: withPassword(settings.DATABASE_URL, settings.PALIER_DATABASE_PASSWORD),
    PALIER_SMTP_URL: withPassword(settings.PALIER_SMTP_URL, settings.PALIER_SMTP_PASSWORD),
  };
}

function withPassword(address: string | undefined, password: string | undefined) {
  if (address === undefined || password === undefined) return address;
  const url = new URL(address);
  if (url.username === '' || url.password !== '') return address;
  url.password = encodeURIComponent(password);
  return url.href;
}

/** What is right by itself and wrong beside another. */
function problemsOfPairs(settings: Settings, given: Record<string, string>): string[] {
  const problems: string[] = [];
  const { TEMPORAL_DEPLOYMENT_NAME: name, TEMPORAL_BUILD_ID: build } = settings;
  if (name !== undefined && build === undefined) {
    problems.push(
      'TEMPORAL_BUILD_ID is "": expected a build, as TEMPORAL_DEPLOYMENT_NAME is given',
    );
  }
  if (build !== undefined && name === undefined) {
    problems.push('TEMPORAL_DEPLOYMENT_NAME is "": expected a name, as TEMPORAL_BUILD_ID is given');
  }
  if (settings.PALIER_OIDC_ISSUER !== undefined && settings.PALIER_OIDC_CLIENT_ID === undefined) {
    problems.push(
      'PALIER_OIDC_CLIENT_ID is "": expected what the desk is called there, as PALIER_OIDC_ISSUER is given',
    );
  }
  if (given.PALIER_DEMO !== '1') return problems;
  if (given.NODE_ENV === 'production') {
    problems.push('PALIER_DEMO is "1": expected 0, as NODE_ENV is production');
  }
  if (!isLoopback(settings.HOST)) {
    problems.push(
      `HOST is "${settings.HOST}": expected a loopback address, one of ` +
        `${loopbackNames.join(', ')}, as PALIER_DEMO is 1`,
    );
  }
  return problems;
}
