export interface InstallOptions {
  /** Receives progress in plain words; standard error by default. */
  say?: (line: string) => void;
  /** How to run npm: a program and its first arguments. */
  npm?: string[];
}

/**
 * Installs the packages of `directory` when they are missing or not those of its lock file.
 * @returns `current` when nothing was to do, `adopted` when the right packages were already there.
 * @throws Error with npm's words and what to do about them.
 */
export function install(
  directory: string,
  options?: InstallOptions,
): Promise<'current' | 'adopted' | 'installed'>;

/** What is said where a Node is older than package.json's engines allow; null where it is not. */
export function refusalOfNode(directory: string, version: string): string | null;
