import test from 'ava';
import { partsOf } from '../../workflows/domain/text_parts.ts';

/** A text with its addresses in brackets. */
const marked = (text: string) =>
  partsOf(text)
    .map((part) => {
      if ('words' in part) return part.words;
      return 'number' in part ? `[#${part.number}]` : `[${part.address}]`;
    })
    .join('');

const becomes = test.macro((t, text: string, expected: string) => {
  t.is(marked(text), expected);
  t.is(marked(text).replace(/[[\]]/g, ''), text.replace(/[[\]]/g, ''), 'every word stays');
});

test(
  'words alone',
  becomes,
  'Nothing to follow: http, https://',
  'Nothing to follow: http, https://',
);
test('an address alone', becomes, 'https://example.com/a?b=c#d', '[https://example.com/a?b=c#d]');
test(
  'several of them, with what is around',
  becomes,
  'From http://a.example/x\nto https://b.example/y now',
  'From [http://a.example/x]\nto [https://b.example/y] now',
);
test('the end of a sentence', becomes, 'See https://a.example/x.', 'See [https://a.example/x].');
test('in brackets', becomes, '(see https://a.example/x)', '(see [https://a.example/x])');
test(
  'brackets of its own',
  becomes,
  'https://a.example/Palier_(escalier), there',
  '[https://a.example/Palier_(escalier)], there',
);
test('in French quotes', becomes, '« https://a.example/x »', '« [https://a.example/x] »');
test('with a port', becomes, 'http://127.0.0.1:3000/portal', '[http://127.0.0.1:3000/portal]');
test('what would run a script', becomes, 'javascript:alert(1)', 'javascript:alert(1)');
test('markup around it', becomes, '<a href="https://a.example">', '<a href="[https://a.example]">');
test(
  'what pretends to lead elsewhere',
  becomes,
  'https://bank.example@evil.example/x',
  'https://bank.example@evil.example/x',
);

test('a ticket by its number', becomes, 'As in #123, and (#45).', 'As in [#123], and ([#45]).');
test(
  'what only looks like a number of a ticket',
  becomes,
  'C#7 &#39; ##1 #12a a#3',
  'C#7 &#39; ##1 #12a a#3',
);
test(
  'a number in an address',
  becomes,
  'https://a.example/x#12 and #12',
  '[https://a.example/x#12] and [#12]',
);

test('a long text of brackets is read at once', (t) => {
  const text = `https://a.example/${')'.repeat(50_000)}`;
  t.is(partsOf(text).length, 2);
});
