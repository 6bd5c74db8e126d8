import test from 'ava';
import fc from 'fast-check';
import { judge } from '../../api/mail/judging/judge.ts';
import type { ReadingProblemCode } from '../../api/mail/reading/mail.ts';
import { startMailReader } from '../../api/mail/reading/reader.ts';
import { circumstancesWith } from './circumstances.ts';
import { rawMail, read } from './raw_mail.ts';

const reader = startMailReader();
test.after.always(() => reader.close());

const marie = 'From: Marie <marie@example.org>';
const mixed = 'Content-Type: multipart/mixed; boundary=b';
const html = 'Content-Type: text/html';
const repeated = (text: string, count: number) => text.repeat(count);

/** What is made to hurt a reader, and the problem that it is told as; null where it is simply read. */
const bombs: Record<string, [Buffer, ReadingProblemCode | null]> = {
  '50,000 addresses': [
    rawMail(
      [marie, `To: ${Array.from({ length: 50_000 }, (_, at) => `u${at}@x.test`).join(', ')}`],
      'x',
    ),
    null,
  ],
  '50,000 open brackets in a header': [rawMail([marie, `To: ${repeated('(', 50_000)}`], 'x'), null],
  'parts nested 2,000 deep': [
    rawMail(
      [marie, 'Content-Type: multipart/mixed; boundary=b0'],
      Array.from(
        { length: 2000 },
        (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`,
      ).join(''),
    ),
    'too_deep',
  ],
  '10,000 parts': [rawMail([marie, mixed], repeated('--b\r\n\r\nx\r\n', 10_000)), 'too_many_parts'],
  '5 MB of elements within elements': [
    rawMail([marie, html], repeated('<div>', 1_000_000)),
    'html_too_complex',
  ],
  '5,000 elements within each other': [
    rawMail([marie, html], repeated('<div>', 5000)),
    'html_too_complex',
  ],
  'a million open brackets of HTML': [
    rawMail([marie, html], repeated('<', 1_000_000)),
    'html_too_complex',
  ],
  '100,000 attributes that never end': [
    rawMail([marie, html], repeated('<a b="', 100_000)),
    'html_too_complex',
  ],
  'a megabyte of blanks in HTML': [
    rawMail([marie, html], `${repeated(' ', 1_000_000)}x`),
    'html_cut',
  ],
  '50,000 references': [rawMail([marie, `References: ${repeated('<a@b> ', 50_000)}`], 'x'), null],
  'headers of 2 MB': [
    rawMail([marie, `X-Long: ${repeated('a', 2_000_000)}`], 'x'),
    'too_many_headers',
  ],
  '250,000 lines that are quoted': [rawMail([marie], repeated('> x\r\n', 250_000)), null],
  '300,000 marks of a signature': [rawMail([marie], repeated('--\r\n', 300_000)), null],
  '50,000 lines of a phone': [rawMail([marie], repeated('Sent from my phone\r\n', 50_000)), null],
  '50,000 files that begin and never end': [
    rawMail([marie], repeated('begin 644 a\r\n', 50_000)),
    null,
  ],
};

for (const [name, [raw, expected]] of Object.entries(bombs)) {
  test(`is read within its limits, and told where it is over them: ${name}`, async (t) => {
    const mail = await reader.readMail(raw);
    const codes = mail.problems.map(({ code }) => code);
    t.false(codes.includes('too_slow'));
    t.false(codes.includes('failed'));
    if (expected !== null) t.true(codes.includes(expected), codes.join());
    t.is(mail.from?.address, 'marie@example.org');
  });
}

test('a message that is too large is known by its headers, and parked', async (t) => {
  const small = startMailReader({ bytesMax: 2000 });
  const raw = rawMail(
    [marie, 'Subject: all my files', 'Message-ID: <big@example.org>'],
    repeated('x', 3000),
  );
  const mail = await small.readMail(raw);
  await small.close();
  t.is(mail.subject, 'all my files');
  t.is(mail.messageId, 'rfc822:big@example.org');
  t.is(mail.text, '');
  t.like(judge(mail, circumstancesWith()), { kind: 'parked', reason: 'too_large' });
});

test('a message that takes too much memory ends the thread alone: its headers are read, and so is the next', async (t) => {
  const poor = startMailReader({ memoryMegabytesMax: 24 });
  const heavy = rawMail([marie, 'Subject: heavy'], repeated('a\r\n', 4_000_000));
  const mail = await poor.readMail(heavy);
  const codes = mail.problems.map(({ code }) => code);
  t.true(codes.includes('too_much_memory'), codes.join());
  t.like(judge(mail, circumstancesWith()), { kind: 'parked', reason: 'too_slow' });
  const next = await poor.readMail(rawMail([marie, 'Subject: light'], 'hello'));
  t.is(next.text, 'hello');
  await poor.close();
});

test('a message that takes too long is parked, and the reader goes on', async (t) => {
  const hasty = startMailReader({ timeoutMs: 1 });
  const mail = await hasty.readMail(rawMail([marie], repeated('a\r\n', 1_000_000)));
  t.deepEqual(
    mail.problems.map(({ code }) => code),
    ['too_slow'],
  );
  t.like(judge(mail, circumstancesWith()), { kind: 'parked', reason: 'too_slow' });
  t.is((await hasty.readMail(rawMail([marie], 'x'))).problems[0]?.code, 'too_slow');
  await hasty.close();
});

test('a reader that was closed answers, and says so', async (t) => {
  const closed = startMailReader();
  await closed.close();
  const mail = await closed.readMail(rawMail([marie], 'hello'));
  t.deepEqual(
    mail.problems.map(({ code }) => code),
    ['failed'],
  );
});

test('messages that are given at once are each answered, in their order', async (t) => {
  const subjects = Array.from({ length: 20 }, (_, at) => `number ${at}`);
  const mails = await Promise.all(
    subjects.map((subject) => reader.readMail(rawMail([marie, `Subject: ${subject}`], 'x'))),
  );
  t.deepEqual(
    mails.map(({ subject }) => subject),
    subjects,
  );
});

const headerish = fc.constantFrom(
  'From: a@b.test',
  'From:',
  'Content-Type: multipart/mixed; boundary=b',
  'Content-Type: text/html; charset=utf-7',
  'Content-Type: text/plain; charset=x; format=flowed; delsp=yes',
  'Content-Type: message/rfc822',
  'Content-Type: text/calendar',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Transfer-Encoding: x-uuencode',
  "Content-Disposition: attachment; filename*=utf-8''%00%2F",
  'Subject: =?x?b?====?=',
  '--b',
  '--b--',
  '',
  'begin 644 a',
  '<div><img src=cid:a>',
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((one) => Buffer.from(one)),
  fc
    .array(fc.oneof(headerish, fc.string({ maxLength: 30 })), { maxLength: 25 })
    .map((all) => Buffer.from(all.join('\r\n'))),
);

test('any bytes are answered with a mail that can be kept, and have one fate', async (t) => {
  await fc.assert(
    fc.asyncProperty(bytes, async (raw) => {
      const mail = await read(raw);
      const shown = [
        mail.text,
        mail.html ?? '',
        mail.subject,
        ...mail.attachments.map(({ name }) => name),
      ];
      for (const one of shown) t.true(one.isWellFormed() && !one.includes('\u0000'));
      for (const { name } of mail.attachments) t.notRegex(name, /^$|[/\\]/);
      t.truthy(judge(mail, circumstancesWith()).kind);
    }),
    { numRuns: 400 },
  );
});
