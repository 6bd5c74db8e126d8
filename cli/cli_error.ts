/**
 * A failure that a person can act on. `message` says what happened and why; `advice` says what
 * to do. The command line prints both without a stack trace and exits with `exitCode`.
 */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly advice: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(
    message: string,
    options: { advice?: string; cause?: unknown; exitCode?: 1 | 2 } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.advice = options.advice;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The message of whatever was thrown, for use inside another message. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
