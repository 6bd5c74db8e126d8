import { ApiError } from '../errors.ts';

/** What one account may hold so much of at once that something is left for the others. */
const shareMax = { streams: 20, queries: 4, uploads: 10 } as const;

export type Share = keyof typeof shareMax;

/** Who holds how much, at this API. */
export interface Shares {
  /**
   * @returns what gives it back
   * @throws ApiError 429 where the account has its share already
   */
  take(share: Share, accountId: string): () => void;
}

export function openShares(): Shares {
  const held = new Map<string, number>();
  return {
    take(share, accountId) {
      const key = `${share} ${accountId}`;
      const count = held.get(key) ?? 0;
      if (count >= shareMax[share]) throw shareTaken(share);
      held.set(key, count + 1);
      return () => {
        const left = (held.get(key) ?? 0) - 1;
        if (left > 0) held.set(key, left);
        else held.delete(key);
      };
    },
  };
}

function shareTaken(share: Share): ApiError {
  return new ApiError(
    429,
    { code: 'share_taken', parameters: { share, limit: shareMax[share] } },
    { headers: { 'Retry-After': '2' } },
  );
}
