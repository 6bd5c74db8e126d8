import test from 'ava';
import { segmentWords } from '../../database/segment_names.ts';
import { processDefinitions } from '../../workflows/processes/index.ts';
import { locales } from '../../workflows/processes/locales.ts';
import { englishWordIn } from '../support/french.ts';

test('what a shipped process escalates for is called by a title in charts, also where a rule did', (t) => {
  const [en, fr] = [segmentWords('en').reason, segmentWords('fr').reason];
  for (const { escalationReasons, escalationRules = [] } of processDefinitions()) {
    for (const key of [
      ...Object.keys(escalationReasons),
      ...escalationRules.map(({ name }) => name),
    ]) {
      t.truthy(en?.[key]);
      t.not(fr?.[key], en?.[key], key);
      t.is(englishWordIn(fr?.[key] ?? ''), null, key);
    }
  }
  t.is(fr?.assignment, 'Affecté à un niveau supérieur');
});

test('a priority is called in charts as everywhere on the screens', (t) => {
  for (const locale of locales) {
    t.deepEqual(segmentWords(locale).priority, { p1: 'P1', p2: 'P2', p3: 'P3', p4: 'P4' });
    t.deepEqual(Object.keys(segmentWords(locale).clock ?? {}).slice(0, 1), ['first_response']);
  }
});
