import test from 'ava';
import { judge } from '../../api/mail/judging/judge.ts';
import { circumstancesWith } from './circumstances.ts';
import { rawMail, read } from './raw_mail.ts';

/** From headers, and whose mail it is: an address, or why nobody can say. */
const froms: [string, string][] = [
  ['Marie Curie <marie@Example.ORG>', 'marie@example.org'],
  ['marie@example.org (Marie)', 'marie@example.org'],
  ['"Curie, Marie" <marie@example.org>', 'marie@example.org'],
  // What a comment hides is not the end of an address.
  ['a@corp.example (x).evil.test', 'a@corp.example.evil.test'],
  ['a@corp.example\r\n .evil.test', 'a@corp.example.evil.test'],
  // A name is a name, whatever it looks like.
  ['"a@corp.example" <b@evil.test>', 'b@evil.test'],
  ['=?utf-8?q?a=40corp.example?= <b@evil.test>', 'b@evil.test'],
  ['=?utf-8?q?=22CEO=22_=3Ca=40corp.example=3E=2C?= <b@evil.test>', 'b@evil.test'],
  ['a@corp.example, b@evil.test', 'several'],
  ['<a@corp.example> <b@evil.test>', 'several'],
  ['<a@corp.example>b@evil.test', 'several'],
  ['a@corp.example\r\nFrom: b@evil.test', 'several'],
  ['Board: a@corp.example, b@evil.test;', 'several'],
  ['"x@corp.example"@evil.test', 'unreadable'],
  ['a@corp.example\u0000@evil.test', 'unreadable'],
  ['=?utf-8?q?a=40corp.example?=', 'unreadable'],
  ['a@@corp.example', 'unreadable'],
  ['Marie', 'unreadable'],
  ['undisclosed-recipients:;', 'unreadable'],
  ['', 'missing'],
];

for (const [from, expected] of froms) {
  test(`whose mail it is that comes from ${JSON.stringify(from)}: ${expected}`, async (t) => {
    const mail = await read(rawMail([`From: ${from}`, 'Subject: s'], 'hello'));
    t.is(mail.from?.address ?? mail.fromProblem, expected);
    t.is(mail.from === null, mail.fromProblem !== null);
  });
}

test('a mail without From is parked, one with several refused: never is the first taken', async (t) => {
  const fateOf = async (...headers: string[]) =>
    judge(await read(rawMail(headers, 'hello')), circumstancesWith());
  t.like(await fateOf('Subject: s'), { kind: 'parked', reason: 'sender_missing' });
  t.like(await fateOf('From: Marie'), { kind: 'parked', reason: 'sender_unreadable' });
  t.like(await fateOf('From: a@x.test, b@y.test'), { kind: 'refused', reason: 'several_senders' });
  t.like(await fateOf('From: a@x.test', 'From: a@x.test'), {
    kind: 'refused',
    reason: 'several_senders',
  });
});

test('Reply-To and Sender are kept, and are never the sender', async (t) => {
  const mail = await read(
    rawMail(['From: a@x.test', 'Reply-To: b@y.test', 'Sender: c@z.test'], 'hello'),
  );
  t.is(mail.from?.address, 'a@x.test');
  t.deepEqual(mail.replyTo, [{ name: '', address: 'b@y.test' }]);
  t.is(mail.sender?.address, 'c@z.test');
});
