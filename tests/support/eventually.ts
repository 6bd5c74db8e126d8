const timeoutMs = 90_000;

/**
 * Resolves as soon as `holds` does: for effects outside the process that nothing announces.
 * @throws Error when it does not hold within a minute and a half: a loaded machine is slow, not wrong.
 */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`did not become true in ${timeoutMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
