import test from 'ava';
import { ApiError } from '../../api/http/errors.ts';
import { openShares, type Share } from '../../api/http/limits/shares.ts';

const kinds: Share[] = ['streams', 'queries', 'uploads'];

/** Takes until it is refused. @returns how to give each back, and the refusal */
function takeAll(shares: ReturnType<typeof openShares>, share: Share, accountId: string) {
  const held: (() => void)[] = [];
  for (;;) {
    try {
      held.push(shares.take(share, accountId));
    } catch (error) {
      return { held, error };
    }
  }
}

for (const share of kinds) {
  test(`an account has its share of ${share}, whatever others hold, and gets back what it gives back`, (t) => {
    const shares = openShares();
    const { held, error } = takeAll(shares, share, 'acc-greedy');
    t.true(held.length > 0);
    t.true(error instanceof ApiError && error.status === 429);
    t.is(takeAll(shares, share, 'acc-other').held.length, held.length);
    for (const other of kinds) {
      if (other !== share) t.notThrows(() => shares.take(other, 'acc-greedy')());
    }
    held[0]?.();
    t.is(takeAll(shares, share, 'acc-greedy').held.length, 1);
  });
}
