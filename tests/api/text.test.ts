import test from 'ava';
import { line, text } from '../../api/http/text.ts';

const accepted = test.macro<[subject: string]>({
  title: (_title, subject) => `a subject may be: ${subject}`,
  exec(t, subject) {
    t.is(line(200).parse(subject), subject);
  },
});
const refused = test.macro<[subject: string]>({
  title: (_title, subject) => `a subject may not be: ${JSON.stringify(subject)}`,
  exec(t, subject) {
    t.false(line(200).safeParse(subject).success);
  },
});

for (const subject of [
  'Imprimante en panne',
  'می‌خواهم',
  'क्‍ष',
  '👩‍💻 laptop',
  'a red ❤️',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'שלום',
  'é',
  'a'.repeat(200),
]) {
  test(accepted, subject);
}
for (const subject of [
  '\u200b\u200b',
  '\u2060',
  '\u00ad',
  '\u3164',
  '\u200d\u200c',
  'invoice\u202efdp.exe',
  'a\u2066b\u2069',
  'pay\u200bpal',
  'a\u0007b',
  'a\tb',
  'a\u001b[31mb',
  'a\u0085b',
  '\ufeffa\ufeffb',
  '\ufe0f',
  '\u034f',
  'pay\u034fpal',
  'pay\u3164pal',
  'pay\u{E0041}pal',
]) {
  test(refused, subject);
}

test('a text of nothing that can be seen is blank; one with line breaks and tabs is not', (t) => {
  t.false(text(100).safeParse(' \n\u200b\u2060 ').success);
  t.is(text(100).parse('a\n\tb'), 'a\n\tb');
});
