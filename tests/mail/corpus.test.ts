import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { judge } from '../../api/mail/judging/judge.ts';
import { mailFates } from '../../database/mail_words.ts';
import { circumstancesWith } from './circumstances.ts';
import { read } from './raw_mail.ts';

/** Messages that were made to be hard, and that are not part of the repository. */
const corpus = path.resolve(import.meta.dirname, '../../../shared/data/mail');
const isThere = existsSync(corpus);
const corpusTest = isThere ? test : test.skip;
if (!isThere) {
  test('the hard messages are tried where they are: in ../shared/data/mail', (t) => {
    t.log('skipped: they are not here');
    t.pass();
  });
}

const bytesOf = (name: string) => readFile(path.join(corpus, `${name}.eml`));

/** `name type bytes`, and `shown` where it is a picture in the text. */
type File = string;
type Expected = [from: string | null, subject: string, textBegins: string, files: File[]];

const red = 'redball.png image/png 1453';
const blue = 'blueball.png image/png 1325';
const green = 'greenball.png image/png 1298';
const doug = 'doug@example.com';
const dw = 'dwsauder@example.com';
const outlook = 'Test message from Microsoft Outlook 00';
const netscape = 'Test message from Netscape Communicator 4.7';
const hasen = 'Die Hasen und die Frösche';
const hasenOutlook = 'Die Hasen und die Frösche (Microsoft Outlook 00)';
const hasenText =
  'Die Hasen und die Frösche\n\nDie Hasen klagten einst über ihre mißliche Lage; "wir leben", sprach';
const tortoise = 'The Hare and the Tortoise \n';

/** What a person reads in the bytes, written down from them; the sizes are those of a decoder of another house. */
const golden: Record<string, Expected> = {
  'legacy/000': [doug, outlook, '', [red]],
  'legacy/001': [doug, hasenOutlook, hasenText, []],
  'legacy/002': [dw, hasen, hasenText, []],
  'legacy/003': [dw, hasen, hasenText, []],
  'legacy/004': [dw, 'The Hare and the Tortoise', tortoise, []],
  'legacy/005': [doug, hasenOutlook, hasenText, []],
  'legacy/006': [doug, outlook, '', [blue, red]],
  'legacy/007': [doug, hasenOutlook, hasenText, []],
  'legacy/008': [doug, outlook, tortoise, [blue, green, red]],
  // Its headers have raw 8-bit letters inside of encoded words; its text is flowed.
  'legacy/009': [dw, hasen, `${hasenText} ein Redner, "in steter Furcht`, []],
  // Raw 8-bit headers.
  'legacy/010': [dw, hasen, hasenText, []],
  'legacy/011': [dw, hasen, hasenText, []],
  'legacy/012': [doug, hasenOutlook, hasenText, []],
  'legacy/013': [doug, hasenOutlook, `${hasenText} ein\nRedner,`, []],
  'legacy/014': [doug, outlook, tortoise, []],
  'legacy/015': [
    dw,
    hasen,
    hasenText,
    ['2aa3ed95.png image/png 1325 shown', '2aa3edd1.png image/png 1453 shown', blue, green],
  ],
  'legacy/016': [
    dw,
    hasen,
    hasenText,
    [
      'blueball.png application/mac-binhex40 1929',
      'HasenundFrösche.txt application/mac-binhex40 1131',
    ],
  ],
  // Its attachments are uuencoded.
  'legacy/017': [dw, 'The Hare and the Tortoise', tortoise, [green, blue]],
  'legacy/018': [
    dw,
    hasen,
    'blueball.png\n\nDie Hasen und die Frösche',
    ['blueball.png image/png 1325 shown', 'redball.png image/png 1453 shown'],
  ],
  'legacy/019': [doug, outlook, tortoise, [green, red]],
  'legacy/020': [doug, hasenOutlook, hasenText, []],
  // Outlook's pictures say no Content-Disposition.
  'legacy/021': [doug, outlook, tortoise, [`${blue} shown`, green, red]],
  'legacy/030': [dw, netscape, tortoise, [blue, green, 'hareandtoroise.txt text/plain 762']],
  'legacy/031': [
    'doug@penguin.example.com',
    'Test message from PINE',
    'This is a test message from PINE MUA.',
    ['redball.png application/octet-stream 1453', 'blueball.png application/octet-stream 1325'],
  ],
  // It says UTF-8 and is Latin-1.
  'legacy/033': [dw, netscape, hasenText, []],
  'legacy/040': [dw, hasen, hasenText, []],
  'legacy/041': [
    'doug@penguin.example.com',
    'PNG graphic',
    '',
    ['redball.png application/octet-stream 1453'],
  ],
  'legacy/042': [dw, netscape, tortoise, ['farmerandstork.txt text/plain 804']],
  'legacy/043': [dw, `${hasen} (Netscape Communicator 4.7)`, hasenText, []],
  'legacy/050': [
    dw,
    hasen,
    hasenText,
    ['2aa658b6.png image/png 1325 shown', '2aa658c0.png image/png 1453 shown'],
  ],
  'legacy/051': [
    dw,
    hasen,
    hasenText,
    ['2aa5e03a.png image/png 1325', '2aa5e044.png image/png 1453', blue, green],
  ],
  'malformed/002': [null, '', 'body', []],
  'malformed/003': [null, '', 'body', []],
  'malformed/006': [null, '', 'body', []],
  'malformed/008': [null, '', 'body\n\nbody2', []],
  'malformed/009': [null, '', '1\n\n22\n\n333', []],
  'malformed/014': [null, '', 'hello, world', []],
  'malformed/015': [
    'test@example.org',
    'Hello world',
    'There was a day \na happy day',
    ['signature.asc application/pgp-signature 8'],
  ],
  'malformed/018': [
    null,
    '',
    'Best\nEnviado desde mi BlackBerry® de Vodafone<?xml version="1.0"',
    [],
  ],
  'malformed/020': [
    'test@example.com',
    'test multipart, related first, with image',
    'HTML Body',
    ['part-1.png image/png 74 shown'],
  ],
  'malformed/021': [
    'test@example.com',
    'test multipart, related first',
    'áóúäöüß',
    ['part-1.png image/png 74 shown'],
  ],
  'malformed/022': [
    'a@example.com',
    'broken rfc822 attachment',
    'hello',
    ['broken.eml message/rfc822 42'],
  ],
  'rfc/000': [
    'nsb@nsb.fv.com',
    'A multipart example',
    '... Some text appears here ...\n\n[Note that the blank',
    [
      'part-1.snd audio/basic 45',
      'part-2.jpeg image/jpeg 22',
      '(subject in US-ASCII).eml message/rfc822 223',
    ],
  ],
  'rfc/001': [
    null,
    'whatever',
    '',
    [
      'BodyFormats.ps message/external-body 79',
      'RFC-MIME.ps message/external-body 79',
      'part-3.bin message/external-body 97',
    ],
  ],
  // Said to be inline, a message within is a file all the same.
  'rfc/002': [
    'vice-president@whitehouse.gov',
    '[Fwd: Map of Argentina with Description]',
    'Fred,\n\nFire up Air Force One!',
    ['Map of Argentina with Description.eml message/rfc822 1979'],
  ],
  'rfc/003': [
    'nsb@bellcore.com',
    'Formatted text mail',
    '... plain text version of message goes here ...',
    ['part-1.bin text/enriched 69', 'part-2.bin application/x-whatever 51'],
  ],
  'rfc/004': [
    null,
    'Internet Digest, volume 42',
    '...Introductory text or table of contents...',
    ['my opinion.eml message/rfc822 100', 'my different opinion.eml message/rfc822 125'],
  ],
  'rfc/005': [
    'nsb@bellcore.com',
    'Sample message',
    'This is implicitly typed plain US-ASCII text.\nIt does NOT end with a linebreak.\n\nThis is explicitly typed',
    [],
  ],
  'rfc/006': [
    'sender@example.com',
    'Multipart Email Example',
    'Plain text email goes here!\nThis is the fallback',
    [],
  ],
  'rfc/008': [
    null,
    '',
    'This is a message with a base64 encoded attached email',
    ['attached_email.eml message/rfc822 872'],
  ],
  'rfc/009': [
    'whoever@example.com',
    'whatever',
    'Hello',
    [
      'Hello, this is an elaborate request for you to finally say hello already!.eml message/rfc822 121',
    ],
  ],
  // What stands behind the padding of base64 is no data.
  'thirdparty/002': [null, '', 'päivää\n\nyötä vaan.', []],
  'thirdparty/003': [null, '', "Move black king to queen's bishop\n\nMove ♚ to ♛'s ♝", []],
  'thirdparty/005': [
    null,
    '',
    'Test message\n\nTest message\n\nTest message\n\n『世界人権宣言』',
    [],
  ],
  'thirdparty/008': [
    'user@domain.org',
    '',
    'hello\n\nAnother part',
    ['submsg.eml message/rfc822 433'],
  ],
  'thirdparty/010': [null, 'こんにちは', '人権の無視及', []],
  'thirdparty/011': [
    'dummy@xyz-webserver.abcd-gestion.local',
    'small image',
    '',
    ['01H5HSCoUeEcg6CH.png image/png 3256 shown'],
  ],
  'thirdparty/012': ['user@domain.org', '', 'hello', ['submsg.eml message/rfc822 280']],
  'thirdparty/014': [
    'calpas2007@yahoo.fr',
    '[Shapelib] need some help',
    'Dear all,\n\nI am writting my first C application to access the shapefile and retrieve some',
    [],
  ],
  'thirdparty/015': [
    'jsterr@proxforge.de',
    'Re: (#5290765) Proxmox Shop E-Mails',
    'Hallo Stoiko,\n',
    [
      'training-mail.txt message/rfc822 2187',
      'office-reply.txt message/rfc822 2380',
      'shop-mail.txt message/rfc822 2518',
    ],
  ],
  'thirdparty/016': [
    'test@example.com',
    '25 HTML + embedded image',
    'Search for höhö',
    ['kigaaldcbanejcbi.png image/png 242 shown'],
  ],
  'thirdparty/017': [
    'test@example.com',
    '27 plaintext + (HTML + embedded image)',
    'Search for hähä',
    ['kigaaldcbanejcbi.png image/png 242 shown'],
  ],
  'thirdparty/018': [
    'test@example.com',
    '29 (HTML + embedded image) + attachment',
    'Search for höhö',
    ['kigaaldcbanejcbi.png image/png 242 shown', 'attach2.png image/png 158'],
  ],
  'thirdparty/019': [
    'test@example.com',
    '30 plaintext + (HTML + embedded image) + attachment',
    'Search for hähä',
    ['kigaaldcbanejcbi.png image/png 242 shown', 'attach2.png image/png 158'],
  ],
};

corpusTest('what is in the hard messages is what a person reads in their bytes', async (t) => {
  t.true(Object.keys(golden).length >= 45);
  for (const [name, [from, subject, begins, files]] of Object.entries(golden)) {
    const mail = await read(await bytesOf(name));
    t.is(mail.from?.address ?? null, from, `${name}: From`);
    t.is(mail.subject, subject, `${name}: subject`);
    t.is(mail.text.slice(0, begins.length), begins, `${name}: text`);
    if (begins === '') t.is(mail.text, '', `${name}: text`);
    const found = mail.attachments.map(
      ({ name: file, contentType, content, isInline }) =>
        `${file} ${contentType} ${content.length}${isInline ? ' shown' : ''}`,
    );
    t.deepEqual(found, files, `${name}: attachments`);
  }
});

corpusTest('every hard message ends in exactly one fate, and none fails to be read', async (t) => {
  const fates = new Map<string, string>();
  for (const folder of ['legacy', 'malformed', 'rfc', 'thirdparty']) {
    for (const file of (await readdir(path.join(corpus, folder))).sort()) {
      if (!file.endsWith('.eml')) continue;
      const name = `${folder}/${file.slice(0, -'.eml'.length)}`;
      const fate = judge(await read(await bytesOf(name)), circumstancesWith());
      t.true(mailFates.includes(fate.kind), name);
      fates.set(name, fate.kind === 'parked' || fate.kind === 'refused' ? fate.reason : fate.kind);
    }
  }
  t.is(fates.size, 107);
  const parkedFor = (reason: string) =>
    [...fates].filter(([, one]) => one === reason).map(([name]) => name);
  t.deepEqual(parkedFor('mailing_list'), ['thirdparty/014']);
  t.deepEqual(parkedFor('sender_unreadable'), ['rfc/001', 'rfc/004', 'thirdparty/007']);
  const withFrom = parkedFor('ticket');
  t.is(withFrom.length, 54 + 5 + 6 + 8, 'all others that say who wrote them open a ticket');
  t.is(parkedFor('sender_missing').length, 107 - withFrom.length - 4, 'the rest does not');
});
