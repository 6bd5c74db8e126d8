import path from 'node:path';
import { adoptSettings } from '../../settings/environment.ts';
import { SettingsError } from '../../settings/error.ts';
import { readSettings as readAll } from '../../settings/settings.ts';
import { CliError } from '../cli_error.ts';

export const repositoryDir = path.resolve(import.meta.dirname, '../..');

/** What `palier start` and the commands that talk to a running desk need to know. */
export interface DeskSettings {
  host: string;
  port: number;
  home: string;
  demo: boolean;
  databaseUrl: string | undefined;
  temporalUiPort: number | undefined;
}

/**
 * Reads the desk's settings from the environment, in which every setting is judged.
 * @throws CliError naming each variable that is wrong, its value and what was expected.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): DeskSettings {
  const settings = asCliError(() => readAll(environment));
  // A desk is found by its port; only a program that says where it listens may take any.
  if (settings.PORT === 0)
    throw wrongSettings('PORT is "0": expected a port number from 1 to 65535');
  return {
    host: settings.HOST,
    port: settings.PORT,
    home: path.resolve(repositoryDir, settings.PALIER_HOME),
    demo: settings.PALIER_DEMO,
    databaseUrl: settings.DATABASE_URL,
    temporalUiPort: settings.PALIER_TEMPORAL_UI_PORT,
  };
}

/**
 * Makes the environment of this process, which all it starts inherit, what it is meant to be.
 * @throws CliError where a secret's file cannot be read
 */
export function adoptEnvironment(): void {
  asCliError(() => adoptSettings());
}

function asCliError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SettingsError) throw wrongSettings(error.message);
    throw error;
  }
}

function wrongSettings(message: string): CliError {
  const advice = 'Correct it, or leave it empty for its default: .env.example says what each is.';
  return new CliError(message, { exitCode: 2, advice });
}
