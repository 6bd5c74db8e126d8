import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { invalidInput, problemOf } from '../../api/http/errors.ts';
import { frenchExpectation, frenchProblems } from '../../api/http/french_problems.ts';

const root = path.resolve(import.meta.dirname, '../../api');

async function sources(): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  const ours = files.filter((file) => file.endsWith('.ts') && !file.startsWith('ui/'));
  return Promise.all(ours.map((file) => readFile(path.join(root, file), 'utf8')));
}

test('every problem that the API tells has French words', async (t) => {
  const codes = (await sources()).flatMap((text) =>
    [...text.matchAll(/new ApiError\(\s*\d{3},\s*'(\w+)'/g)].map(([, code]) => String(code)),
  );
  t.true(codes.length > 15);
  for (const code of codes) t.true(code in frenchProblems, code);
  const text = await readFile(path.join(root, '../analytics/errors.ts'), 'utf8');
  const ofAnalytics = [...text.matchAll(/\| '(\w+)'/g)].map(([, code]) => String(code));
  t.true(ofAnalytics.length > 10);
  for (const code of ofAnalytics) t.true(code in frenchProblems, code);
});

test('every expectation that the contract words itself has a French one', async (t) => {
  const worded = (await sources()).flatMap((text) =>
    [...text.matchAll(/error: '([^']+)'/g)].map(([, words]) => String(words)),
  );
  t.true(worded.length > 20);
  t.deepEqual(
    worded.filter((words) => frenchExpectation(words) === words),
    [],
  );
});

test('a field that is wrong is explained in the language of whoever asked', (t) => {
  const error = invalidInput([
    {
      path: 'body.subject',
      expected: 'at most 200 characters',
      received: 'a string of 300 characters',
    },
  ]);
  t.like(problemOf(error, 'urn:x', 'fr'), {
    title: 'La requête n’est pas valable',
    detail: 'body.subject : attendu : au plus 200 caractères ; reçu : une chaîne de 300 caractères',
    errors: [{ expected: 'au plus 200 caractères', received: 'une chaîne de 300 caractères' }],
  });
  t.like(problemOf(error, 'urn:x', 'en'), {
    detail: 'body.subject: expected at most 200 characters, received a string of 300 characters',
  });
});
