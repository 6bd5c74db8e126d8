import { readFileSync } from 'node:fs';
import { SettingsError } from './error.ts';
import { settingNames, table } from './table.ts';

/**
 * The environment as it is meant: what is empty or blank is not set, and a secret that is kept in a
 * file (`DATABASE_URL_FILE`) stands under its own name. Only secrets keep their blanks.
 * @throws SettingsError where such a file cannot be read, is empty, or the secret is given twice
 */
export function givenSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(environment)) {
    if (value.trim() !== '') given[name] = isSecret(name) ? value : value.trim();
  }
  const problems = settingNames.filter(isSecret).flatMap((name) => takeFromFile(name, given));
  if (problems.length > 0) throw new SettingsError(problems);
  return given;
}

/** Makes an environment, by default that of this process, what it is meant to be. */
export function adoptSettings(environment: NodeJS.ProcessEnv = process.env): void {
  const given = givenSettings(environment);
  for (const name of [...settingNames, ...settingNames.map(fileNameOf)]) {
    const value = given[name];
    if (value === undefined) delete environment[name];
    else environment[name] = value;
  }
}

function isSecret(name: string): boolean {
  return Object.hasOwn(table, name) && table[name as keyof typeof table].isSecret;
}

function fileNameOf(name: string): string {
  return `${name}_FILE`;
}

/** @returns what is wrong */
function takeFromFile(name: string, given: Record<string, string>): string[] {
  const file = given[fileNameOf(name)];
  if (file === undefined) return [];
  delete given[fileNameOf(name)];
  if (given[name] !== undefined) {
    return [`${fileNameOf(name)} is "${file}": expected nothing, as ${name} is given too`];
  }
  try {
    // An editor ends a file with a line break, which belongs to no secret.
    given[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`${fileNameOf(name)} is "${file}": expected a file that can be read (${reason})`];
  }
  if (given[name] !== '') return [];
  return [`${fileNameOf(name)} is "${file}": expected a file that is not empty`];
}
