import test from 'ava';
import { queryOf, remedyCommands, wordsOf } from '../../api/ui/app/analytics/map/map_query.ts';

/** The map says what it shows in its address, and by which commands a change is tried on just that. */

const shown = {
  from: '2026-01-01',
  to: '2026-12-31',
  processes: [{ id: 'it_support', version: 3, caseCount: 9, isImported: false }],
};

test('whatever narrows the map is in its address, and comes back from there', (t) => {
  const address = {
    level: 'group',
    from: '2026-01-01',
    to: '2026-02-01',
    process: 'it_support',
    version: '2',
    group: 'network',
    type: 'incident',
    category: 'vpn',
    priority: 'p1',
    channel: 'phone',
    origin: 'demo',
  };
  t.deepEqual(Object.fromEntries(wordsOf(queryOf(address))), address);
});

test('the commands choose the tickets that the map shows, of every origin where none was chosen', (t) => {
  const [simulate, report] = remedyCommands({ process: 'it_support' }, shown);
  const selection =
    '--process it_support --since 2026-01-01 --until 2027-01-01 --origin live,import,demo';
  t.is(
    simulate,
    `palier process simulate --current it_support@3 --candidate ./it_support.ts ${selection}`,
  );
  t.is(report, `palier process report --base main ${selection}`);
});

test('the commands are narrowed as the map is', (t) => {
  const query = queryOf({
    process: 'it_support',
    version: '2',
    group: 'network',
    channel: 'phone',
    type: 'incident',
    origin: 'demo',
  });
  const [simulate = ''] = remedyCommands({ ...query, process: 'it_support' }, shown);
  t.true(simulate.includes('--current it_support@2 '));
  t.true(
    simulate.endsWith(
      '--process it_support@2 --since 2026-01-01 --until 2027-01-01 --origin demo ' +
        '--group network --channel phone --type incident',
    ),
    simulate,
  );
});
