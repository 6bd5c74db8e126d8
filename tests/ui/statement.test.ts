import test from 'ava';
import { frenchEngineError } from '../../analytics/engine_words.ts';
import {
  boundValues,
  errorOffset,
  parameterNames,
  parametersOf,
} from '../../api/ui/app/analytics/sql/statement.ts';

function said(line: number, excerpt: string, caretUnder: string): string {
  const head = `LINE ${line}: `;
  return `Binder Error: what\n\n${head}${excerpt}\n${' '.repeat(head.length + excerpt.indexOf(caretUnder))}^`;
}

test('the place of an error is found in its line', (t) => {
  const sql = 'select nothing\nfrom tickets\nwhere nowhere = 1';
  t.is(errorOffset(said(1, 'select nothing', 'nothing'), sql), sql.indexOf('nothing'));
  t.is(errorOffset(said(3, 'where nowhere = 1', 'nowhere'), sql), sql.indexOf('nowhere'));
});

test('the place is found in a line that is shown in part', (t) => {
  const line = `select ${'priority, '.repeat(20)}nothing, ${'status, '.repeat(20)}1`;
  const start = line.indexOf('nothing') - 20;
  const excerpt = `...${line.slice(start, start + 60)}...`;
  t.is(errorOffset(said(2, excerpt, 'nothing'), `-- a\n${line}`), 5 + line.indexOf('nothing'));
});

test('the place is found in what is quoted in another language', (t) => {
  const sql = 'select 1\nfrom nowhere';
  const words = said(2, 'from nowhere', 'nowhere');
  t.is(errorOffset(frenchEngineError(words), sql), sql.indexOf('nowhere'));
});

test('an error without a place has none', (t) => {
  t.is(errorOffset('Stopped at the limit of 30 s', 'select 1'), null);
  t.is(errorOffset(said(9, 'select 1', '1'), 'select 1'), null);
});

test('a dollar in a text, a name or a comment is no parameter', (t) => {
  const sql = `select '$a', "$b", $c -- $d\n/* $e */ from t where x = $c and y = $f_1 and z = 'it''s $g'`;
  t.deepEqual(parameterNames(sql), ['c', 'f_1']);
});

test('a parameter keeps what was filled in as long as the statement names it', (t) => {
  const from = { name: 'from', type: 'date', value: '2026-01-01' } as const;
  t.deepEqual(parametersOf('select $from, $n', [from]), [
    from,
    { name: 'n', type: 'text', value: '' },
  ]);
  t.deepEqual(parametersOf('select 1', [from]), []);
});

test('values are bound by their types', (t) => {
  t.deepEqual(
    boundValues([
      { name: 'a', type: 'number', value: '1.5' },
      { name: 'b', type: 'boolean', value: 'true' },
      { name: 'c', type: 'date', value: '2026-01-31' },
      { name: 'd', type: 'text', value: '' },
      { name: 'e', type: 'text', value: null },
      { name: 'f', type: 'number', value: '' },
    ]),
    { a: 1.5, b: true, c: '2026-01-31', d: '', e: null, f: null },
  );
});
