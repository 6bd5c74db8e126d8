/** Work that is done again and again while a worker runs. */
export interface Repeated {
  /** Resolves once nothing of it is under way any more. */
  stop(): Promise<void>;
}

export interface Prompted extends Repeated {
  /** Does it now, too, or once more after what is under way. */
  now(): void;
}

/** Does `work` at once and every so often, never twice at a time; what it throws is told. */
export function repeatedly(
  everyMs: number,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): Prompted {
  let isStopped = false;
  let isUnderWay = false;
  let isWanted = false;
  let last: Promise<unknown> = Promise.resolve();
  const once = async () => {
    isUnderWay = true;
    await work().catch(onFailure);
    isUnderWay = false;
    if (!isWanted) return;
    isWanted = false;
    attempt();
  };
  const attempt = () => {
    if (!isStopped && !isUnderWay) last = once();
  };
  const timer = setInterval(attempt, everyMs);
  attempt();
  return {
    now() {
      if (isUnderWay) isWanted = true;
      else attempt();
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await last;
    },
  };
}
