/** The innermost words of an error, in one line: they name what was tried. */
export function reasonOf(error: unknown): string {
  let reason = String(error);
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    reason = cause.message || (typeof code === 'string' ? code : reason);
  }
  return reason.split('\n')[0] ?? reason;
}
