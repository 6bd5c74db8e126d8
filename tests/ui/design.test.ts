import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';

/** What every screen shares is drawn once: `api/ui/app/design`. */

const root = path.resolve(import.meta.dirname, '../../api/ui');
const filesIn = (folder: string, ending: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.posix.join(folder, name));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('buttons, tabs, dialogs and badges are drawn by the design folder only', (t) => {
  const byHand = /<button|<dialog|role="tab|class=[{`"']+(button|badge|empty|dialog)\b/;
  const screens = filesIn('app', '.tsx').filter((file) => !file.startsWith('app/design/'));
  t.true(screens.length > 50);
  for (const file of screens) t.notRegex(read(file), byHand, file);
});

test('the style of a component stands beside it, and is part of the page', (t) => {
  const imported = [...read('styles/index.css').matchAll(/@import "([^"]+)"/g)]
    .map(([, file]) => path.posix.join('styles', String(file)))
    .filter((file) => file.startsWith('app/'));
  const styles = filesIn('app', '.css');
  t.deepEqual([...imported].sort(), styles.sort());
  const components = new Set(filesIn('app', '.tsx'));
  const withoutComponent = styles.filter((file) => !components.has(file.replace(/css$/, 'tsx')));
  t.deepEqual(withoutComponent, [
    'app/design/card.css',
    'app/design/page.css',
    'app/design/tone.css',
  ]);
});

test('no component, and no other function of the screens, is longer than 120 lines', (t) => {
  const functions = /^(?:export (?:default )?)?(?:async )?function (\w+)[\s\S]*?^}$/gm;
  const lengths = [...filesIn('app', '.ts'), ...filesIn('app', '.tsx')].flatMap((file) =>
    [...read(file).matchAll(functions)].map(([text, name]) => ({
      name: `${file}: ${name}`,
      lines: text.split('\n').length,
    })),
  );
  t.true(lengths.length > 300, 'the pattern still finds functions');
  t.deepEqual(
    lengths.filter(({ lines }) => lines > 120),
    [],
  );
});
