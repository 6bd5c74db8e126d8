import test from 'ava';
import fc from 'fast-check';
import { readTnef } from '../../api/mail/reading/tnef.ts';
import { rawParts, read } from './raw_mail.ts';

const number = (value: number, size: 2 | 4) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes;
};

/** An attribute of MS-OXTNEF: of the message (1) or of an attachment (2), its sum of bytes at its end. */
function attribute(level: 1 | 2, id: number, data: Buffer): Buffer {
  const sum = data.reduce((total, byte) => (total + byte) & 0xffff, 0);
  return Buffer.concat([
    Buffer.from([level]),
    number(id, 4),
    number(data.length, 4),
    data,
    number(sum, 2),
  ]);
}

/** One property of a kind that says its length, padded to four bytes. */
function property(id: number, type: number, data: Buffer): Buffer {
  const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
  const head = [number(type, 2), number(id, 2), number(1, 4), number(data.length, 4)];
  return Buffer.concat([...head, data, padding]);
}

const properties = (...all: Buffer[]) => Buffer.concat([number(all.length, 4), ...all]);
const wide = (text: string) => Buffer.from(`${text}\0`, 'utf16le');
const narrow = (text: string) => Buffer.from(`${text}\0`, 'latin1');
const long = (value: number, id: number) =>
  Buffer.concat([number(3, 2), number(id, 2), number(value, 4)]);

const tnef = (...attributes: Buffer[]) =>
  Buffer.concat([number(0x223e9f78, 4), number(1, 2), ...attributes]);
const codepage = attribute(1, 0x00069007, Buffer.concat([number(1252, 4), number(0, 4)]));
const begins = attribute(2, 0x00069002, Buffer.alloc(14));
const contents = (text: string) => attribute(2, 0x0006800f, Buffer.from(text));
const title = (name: string) => attribute(2, 0x00018010, narrow(name));

const winmail = tnef(
  codepage,
  attribute(
    1,
    0x00069003,
    properties(long(1, 0x0e1f), property(0x1013, 0x102, Buffer.from('<p>Le budget</p>'))),
  ),
  begins,
  title('B\u00fcdget~1.txt'),
  contents('1,2,3'),
  attribute(2, 0x00069005, properties(property(0x3707, 0x1f, wide('Büdget 2027 – prévu.txt')))),
  begins,
  contents('4,5'),
  title('..\\up.csv'),
);

const encoded = (bytes: Buffer, ...headers: string[]) =>
  [
    'Content-Type: application/ms-tnef; name=winmail.dat',
    'Content-Transfer-Encoding: base64',
    ...headers,
    '',
    bytes.toString('base64'),
  ].join('\r\n');

test('files of a winmail.dat are the files of its mail, and its text is read where the mail has no other', async (t) => {
  const mail = await read(rawParts('multipart/mixed', [encoded(winmail)]));
  t.deepEqual(
    mail.attachments.map(({ name, content }) => [name, Buffer.from(content).toString()]),
    [
      ['Büdget 2027 – prévu.txt', '1,2,3'],
      ['up.csv', '4,5'],
    ],
  );
  t.is(mail.text, 'Le budget');
  t.deepEqual(mail.shownAs, [{ kind: 'tnef', isOpened: true }]);
  const plain = 'Content-Type: text/plain\r\n\r\nSee the files.';
  const both = await read(rawParts('multipart/mixed', [plain, encoded(winmail)]));
  t.is(both.text, 'See the files.');
  t.is(both.attachments.length, 2);
});

test('a message within a winmail.dat is opened, four deep and no deeper', (t) => {
  let inner = tnef(begins, title('deepest.txt'), contents('x'));
  for (let depth = 0; depth < 10; depth++) {
    const object = Buffer.concat([Buffer.alloc(16), inner]);
    inner = tnef(begins, attribute(2, 0x00069005, properties(property(0x3701, 0x0d, object))));
  }
  t.notThrows(() => readTnef(inner));
  const one = Buffer.concat([Buffer.alloc(16), winmail]);
  const outer = tnef(begins, attribute(2, 0x00069005, properties(property(0x3701, 0x0d, one))));
  t.deepEqual(
    readTnef(outer)?.files.map(({ name, content }) => [name, content.toString()]),
    [
      ['message.txt', 'Le budget'],
      ['Büdget 2027 – prévu.txt', '1,2,3'],
      ['..\\up.csv', '4,5'],
    ],
    'what the message within says is a file, as its files are',
  );
});

test('a winmail.dat that ends anywhere, or is broken anywhere, is read as far as it goes', (t) => {
  for (let length = 0; length <= winmail.length; length++) {
    const read = readTnef(winmail.subarray(0, length));
    t.true(length < 6 ? read === null : read !== null);
  }
  fc.assert(
    fc.property(fc.nat(winmail.length - 1), fc.nat(255), (at, byte) => {
      const broken = Buffer.from(winmail);
      broken[at] = byte;
      t.notThrows(() => readTnef(broken));
    }),
  );
});
