/** Work that is done again and again while a worker runs. */
export interface Repeated {
  /** Resolves once nothing of it is under way any more. */
  stop(): Promise<void>;
}

/** Does `work` at once and every so often, never twice at a time; what it throws is told. */
export function repeatedly(
  everyMs: number,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): Repeated {
  let isStopped = false;
  let isUnderWay = false;
  let last: Promise<unknown> = Promise.resolve();
  const once = async () => {
    isUnderWay = true;
    await work().catch(onFailure);
    isUnderWay = false;
  };
  const attempt = () => {
    if (!isStopped && !isUnderWay) last = once();
  };
  const timer = setInterval(attempt, everyMs);
  attempt();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await last;
    },
  };
}
