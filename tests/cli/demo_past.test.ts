import test from 'ava';
import { livePast } from '../../cli/demo/past.ts';
import { usualClocks } from '../../workflows/domain/process_clocks.ts';

test('of each promise the demo keeps some and misses some: a share of nothing would teach nothing', (t) => {
  const past = livePast(Date.parse('2026-11-29T12:00:00Z'));
  const stopped = past.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'clock_stopped' ? [event.data] : [])),
  );
  for (const { name } of usualClocks) {
    const decided = stopped.filter((one) => one.name === name && one.outcome !== 'cancelled');
    const met = decided.filter(({ outcome }) => outcome === 'met').length;
    t.true(decided.length > 100, name);
    const share = met / decided.length;
    t.true(share > 0.4 && share < 0.99, `${name}: ${share}`);
  }
});
