/** Tells the parts of the API that it has been asked to stop. */
export interface Lifecycle {
  readonly isStopping: boolean;
  /** Runs `callback` once when the API is asked to stop. @returns what takes it back */
  onStop(callback: () => void): () => void;
  stop(): void;
}

export function startLifecycle(): Lifecycle {
  const callbacks = new Set<() => void>();
  let isStopping = false;
  return {
    get isStopping() {
      return isStopping;
    },
    onStop(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    stop() {
      if (isStopping) return;
      isStopping = true;
      for (const callback of callbacks) callback();
    },
  };
}
