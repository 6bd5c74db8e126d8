import test from 'ava';
import { withRemotePictures } from '../../api/mail/reading/html.ts';
import type { ReadMail } from '../../api/mail/reading/mail.ts';
import { rawMail, rawParts, rawText, read } from './raw_mail.ts';

const marie = 'From: Marie <marie@example.org>';
const codesOf = ({ problems }: ReadMail) => problems.map(({ code }) => code);
const png = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');

test('a charset is what the bytes are, where the name of it lies', async (t) => {
  const lie = async (charset: string, bytes: Buffer) => {
    const head = rawMail([marie, `Content-Type: text/plain; charset=${charset}`]);
    return read(Buffer.concat([head, bytes]));
  };
  const latin1 = await lie('utf-8', Buffer.from('déjà vu', 'latin1'));
  t.is(latin1.text, 'déjà vu');
  t.true(codesOf(latin1).includes('charset_wrong'));
  const utf8 = await lie('iso-8859-1', Buffer.from('déjà vu', 'utf8'));
  t.is(utf8.text, 'déjà vu');
  t.true(codesOf(utf8).includes('charset_wrong'));
  const unknown = await lie('x-nobody-knows', Buffer.from('déjà vu', 'utf8'));
  t.is(unknown.text, 'déjà vu');
  t.true(codesOf(unknown).includes('charset_unknown'));
  // GB2312 has no such dash; its superset does.
  const chinese = await lie('gb2312', Buffer.from('c4e3a8433132', 'hex'));
  t.is(chinese.text, '你–12');
  t.false(codesOf(chinese).includes('charset_wrong'));
  const windows = await lie('iso-8859-1', Buffer.from('l\x92heure \x80', 'latin1'));
  t.is(windows.text, 'l’heure €');
  const dos = await lie('cp850', Buffer.from('d\x82j\x85', 'latin1'));
  t.is(dos.text, 'déjà');
  const japanese = await lie('iso-2022-jp', Buffer.from('\x1b$B$3$s\x1b(B', 'latin1'));
  t.is(japanese.text, 'こん');
  const torn = await lie(
    'utf-8',
    Buffer.concat([Buffer.from('une idée, très tôt'), Buffer.from([0xc3])]),
  );
  t.is(torn.text, 'une idée, très tôt\uFFFD');
});

test('raw letters in headers are read, of UTF-8 and of Latin-1', async (t) => {
  const utf8 = await read(rawText(['Subject: Écran cassé'], 'x'));
  t.is(utf8.subject, 'Écran cassé');
  const latin1 = await read(rawMail(['From: Zoé <zoe@example.org>', 'Subject: Écran cassé'], 'x'));
  t.is(latin1.subject, 'Écran cassé');
  t.is(latin1.from?.name, 'Zoé');
});

test('a subject is one line of what can be seen, whatever its words decode to', async (t) => {
  const subject = async (value: string) =>
    (await read(rawMail([marie, `Subject: ${value}`], 'x'))).subject;
  t.is(await subject('=?utf-8?q?a=0D=0ABcc=3A_b?='), 'a Bcc: b');
  t.is(await subject('=?utf-8?b?w4k=?=\r\n =?utf-8?b?w6k=?='), 'Éé');
  t.is(await subject('=?utf-8?q?exe=E2=80=AEfdp?='), 'exe fdp');
  t.is(await subject('=?nobody?q?caf=E9?='), 'caf\uFFFD');
});

test('text that flows is put together again, and a blank at the break goes where it was asked to', async (t) => {
  const flowed = (more: string) => `Content-Type: text/plain; charset=utf-8; format=flowed${more}`;
  const usual = await read(
    rawText([flowed('')], 'une ligne \r\nqui coule\r\n\r\n> cité \r\n> aussi'),
  );
  t.true(usual.text.startsWith('une ligne qui coule\n\n'), usual.text);
  const joined = await read(rawText([flowed('; delsp=yes')], 'ab \r\ncd'));
  t.is(joined.text, 'abcd');
});

test('HTML alone is a text, too: with its links, and without its pictures, scripts and styles', async (t) => {
  const html =
    '<style>p{}</style><p>Bonjour,</p><p>voir <a href="https://example.org/a">ici</a></p><ul><li>un</li></ul><script>x()</script><img src="https://evil.test/p.gif">';
  const mail = await read(rawText(['Content-Type: text/html; charset=utf-8'], html));
  t.is(mail.text, 'Bonjour,\n\nvoir ici [https://example.org/a]\n\n * un');
});

test('a table is a line for each row, and its cells stay words apart', async (t) => {
  const html =
    '<table><tr><th>Poste</th><td>A12</td></tr><tr><th>Étage</th><td>2</td></tr></table>fin';
  const mail = await read(rawText(['Content-Type: text/html; charset=utf-8'], html));
  t.is(mail.text, 'Poste A12\nÉtage 2\nfin');
});

test('what Outlook and Gmail quote in HTML alone is folded as in plain text', async (t) => {
  const outlook =
    '<p>C’est réglé.</p><div style="border-top:solid 1pt"><p><b>De&nbsp;:</b> Desk<br><b>Envoyé&nbsp;:</b> lundi 3 mars 2025<br><b>À&nbsp;:</b> Marie<br><b>Objet&nbsp;:</b> Imprimante</p></div><p>Bonjour</p>';
  const gmail =
    '<div>C’est réglé.</div><br><div class="gmail_quote"><div>Le lun. 3 mars 2025 à 10:12, Desk &lt;<a href="mailto:desk@example.com">desk@example.com</a>&gt; a écrit :<br></div><blockquote><div>Bonjour</div></blockquote></div>';
  for (const html of [outlook, gmail]) {
    const mail = await read(
      rawText(['Subject: RE: x', 'Content-Type: text/html; charset=utf-8'], html),
    );
    t.is(mail.folded.visible, 'C’est réglé.');
    t.true(mail.folded.quoted.endsWith('Bonjour'));
  }
});

test('HTML is cleaned: nothing acts, and no other server is asked', async (t) => {
  const html = [
    '<p onclick="x()">a</p><script>alert(1)</script><style>*{}</style>',
    '<img src="https://evil.test/p.gif" alt="a chart"><img src="//evil.test/p.gif">',
    '<img src="data:image/svg+xml,<svg onload=x()>"><svg><a href="x"/></svg>',
    '<a href="javascript:x()">b</a><a href="https://example.org" target="x">c</a>',
    '<iframe src="https://evil.test"></iframe><form action="https://evil.test"><input></form>',
    '<div style="background:url(https://evil.test/p.gif)" background="https://evil.test/p.gif">d</div>',
    '<link rel="stylesheet" href="https://evil.test"><base href="https://evil.test"><meta http-equiv=refresh>',
  ].join('');
  const mail = await read(rawText(['Content-Type: text/html; charset=utf-8'], html));
  t.notRegex(mail.html ?? '', /evil|script|onclick|style|iframe|form|data:|svg|meta|base|link/);
  t.true(mail.html?.includes('[a chart]'));
  t.true(
    mail.html?.includes('<a href="https://example.org" rel="noopener noreferrer nofollow">c</a>'),
  );
});

test('UTF-7 hides no markup from the cleaning', async (t) => {
  const mail = await read(
    rawText(['Content-Type: text/html; charset=utf-7'], '+ADw-script+AD4-x()+ADw-/script+AD4-ok'),
  );
  t.is(mail.html, 'ok');
});

test('a picture is in the text where the HTML shows it, with and without a Content-Disposition', async (t) => {
  const picture = (cid: string, more = '') =>
    `Content-Type: image/png; name="${cid}.png"\r\nContent-ID: <${cid}@X>${more}\r\nContent-Transfer-Encoding: base64\r\n\r\n${png}`;
  const mail = await read(
    rawParts('multipart/related', [
      'Content-Type: text/html\r\n\r\n<img src="CID:one%40x"><img src="cid:two@X"><img src="cid:gone@X">',
      picture('one'),
      picture('two', '\r\nContent-Disposition: attachment'),
      picture('three'),
    ]),
  );
  const shown = mail.attachments.map(({ name, isInline }) => [name, isInline]);
  t.deepEqual(shown, [
    ['one.png', true],
    ['two.png', true],
    ['three.png', false],
  ]);
  t.is(mail.html, '<img src="cid:one@x" alt="" /><img src="cid:two@x" alt="" /><span></span>');
});

test('of alternatives both are kept, and what is neither text is a file', async (t) => {
  const mail = await read(
    rawParts('multipart/alternative', [
      'Content-Type: text/plain\r\n\r\nplain',
      'Content-Type: text/html\r\n\r\n<b>rich</b>',
      'Content-Type: application/json\r\n\r\n{}',
    ]),
  );
  t.is(mail.text, 'plain');
  t.is(mail.html, '<b>rich</b>');
  t.deepEqual(
    mail.attachments.map(({ name }) => name),
    ['part-1.json'],
  );
});

test('a text that is data is a file, though it has no name', async (t) => {
  const mail = await read(
    rawParts('multipart/mixed', [
      'Content-Type: text/plain\r\n\r\nhere',
      'Content-Type: text/csv\r\n\r\na,b',
      'Content-Type: text/x-unheard-of\r\n\r\nthere',
    ]),
  );
  t.is(mail.text, 'here\n\nthere');
  t.deepEqual(
    mail.attachments.map(({ name }) => name),
    ['part-1.csv'],
  );
});

test('texts that follow each other are all there, in both forms', async (t) => {
  const mail = await read(
    rawParts('multipart/mixed', [
      'Content-Type: text/html\r\n\r\n<p>first</p>',
      'Content-Type: text/plain\r\n\r\nsecond & last',
    ]),
  );
  t.is(mail.text, 'first\n\nsecond & last');
  t.is(mail.html, '<p>first</p>\n<hr />\n<div>second &amp; last</div>');
});

/** Names as mails write them, and as they are shown. */
const names: [string, string][] = [
  ['filename="report.pdf"', 'report.pdf'],
  ["filename*=utf-8''%C3%A9cran%20cass%C3%A9.png", 'écran cassé.png'],
  ["filename*0*=iso-8859-1''%E9cr; filename*1*=an.png", 'écran.png'],
  ['filename="=?utf-8?q?=C3=A9cran=2Epng?="', 'écran.png'],
  ['filename="écran.png"', 'écran.png'],
  ['filename="../../etc/passwd"', 'passwd'],
  ['filename="C:\\\\Temp\\\\notes.txt"', 'notes.txt'],
  ["filename*=utf-8''.htaccess%E2%80%8B", 'htaccess'],
  ["filename*=utf-8''invoice%E2%80%AEfdp.exe", 'invoicefdp.exe'],
  ["filename*=utf-8''a%00%0D%0Ab.txt", 'ab.txt'],
  ['filename="con.txt"', '_con.txt'],
  ['filename="a<b>|c?.txt"', 'a_b__c_.txt'],
  ['filename="..."', 'part-1.bin'],
  [`filename="${'a'.repeat(300)}.pdf"`, `${'a'.repeat(176)}.pdf`],
];

test('an attachment has a name that may be shown and saved, whatever it was written as', async (t) => {
  for (const [written, shown] of names) {
    const mail = await read(
      rawParts('multipart/mixed', [
        `Content-Type: application/octet-stream\r\nContent-Disposition: attachment; ${written}\r\n\r\nx`,
      ]),
    );
    t.is(mail.attachments[0]?.name, shown, written);
  }
});

test('a message within is a file, named by its subject, with nothing of it in the text', async (t) => {
  const within =
    'Content-Type: message/rfc822\r\n\r\nFrom: a@x.test\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n\r\nwithin';
  const mail = await read(rawParts('multipart/mixed', ['\r\nwithout', within]));
  t.is(mail.text, 'without');
  t.like(mail.attachments, [{ name: 'café.eml', contentType: 'message/rfc822' }]);
  t.deepEqual(mail.shownAs, [{ kind: 'nested_messages', count: 1 }]);
});

test('a file that is uuencoded in a text is a file', async (t) => {
  const mail = await read(
    rawText([], 'Look:\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nBye'),
  );
  t.is(mail.text, 'Look:\n\nBye');
  t.is(mail.attachments[0]?.name, 'cat.txt');
  t.deepEqual(Buffer.from(mail.attachments[0]?.content ?? []), Buffer.from('Cat'));
  const words = await read(
    rawText([], 'Please begin 644 times\r\nbegin 644 times over\r\nlike this'),
  );
  const both = await read(
    rawText([], 'begin 644 times over\r\nlike this\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend'),
  );
  t.is(both.attachments.length, 1);
  t.is(both.text, 'begin 644 times over\nlike this');
  t.is(words.attachments.length, 0);
  t.is(words.text, 'Please begin 644 times\nbegin 644 times over\nlike this');
});

test('signed, encrypted and Outlook’s own are shown as what they are', async (t) => {
  const marks = async (raw: Buffer) => (await read(raw)).shownAs;
  const signed = (protocol: string) =>
    rawParts(`multipart/signed; protocol="${protocol}"`, [
      '\r\ntext',
      `Content-Type: ${protocol}; name=s\r\n\r\nx`,
    ]);
  t.deepEqual(await marks(signed('application/pgp-signature')), [{ kind: 'signed', by: 'pgp' }]);
  t.deepEqual(await marks(signed('application/pkcs7-signature')), [
    { kind: 'signed', by: 'smime' },
  ]);
  t.deepEqual(
    await marks(
      rawParts('multipart/encrypted', ['Content-Type: application/pgp-encrypted\r\n\r\nx']),
    ),
    [{ kind: 'encrypted', by: 'pgp' }],
  );
  const smime = (type: string) =>
    rawText([`Content-Type: application/pkcs7-mime; smime-type=${type}; name=smime.p7m`], 'x');
  t.deepEqual(await marks(smime('enveloped-data')), [{ kind: 'encrypted', by: 'smime' }]);
  t.deepEqual(await marks(smime('signed-data')), [{ kind: 'signed', by: 'smime' }]);
  t.deepEqual(await marks(rawText([], '-----BEGIN PGP MESSAGE-----\r\n\r\nabc')), [
    { kind: 'encrypted', by: 'pgp' },
  ]);
  t.deepEqual(await marks(rawText([], '-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nabc')), [
    { kind: 'signed', by: 'pgp' },
  ]);
  const tnef = await read(
    rawParts('multipart/mixed', [
      '\r\ntext',
      'Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx',
    ]),
  );
  t.deepEqual(tnef.shownAs, [{ kind: 'tnef', isOpened: false }]);
  t.true(codesOf(tnef).includes('tnef_not_opened'));
  t.is(tnef.attachments[0]?.name, 'winmail.dat');
});

test('an invitation says what, when and by whom', async (t) => {
  const calendar = (...more: string[]) =>
    [
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'UID:1',
      'SUMMARY:Réunion',
      'LOCATION:Salle 2',
      'ORGANIZER;CN=Marie Curie:mailto:marie@example.org',
      ...more,
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
  const invite = (text: string) =>
    rawParts('multipart/alternative', [
      'Content-Type: text/plain\r\n\r\nVenez',
      `Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n${text}`,
    ]);
  const mail = await read(invite(calendar('DTSTART:20250303T101200Z', 'DTEND:20250303T111200Z')));
  t.is(mail.text, 'Venez');
  t.deepEqual(mail.shownAs, [
    {
      kind: 'calendar',
      method: 'REQUEST',
      title: 'Réunion',
      startAt: Date.UTC(2025, 2, 3, 10, 12),
      endAt: Date.UTC(2025, 2, 3, 11, 12),
      isWholeDay: false,
      location: 'Salle 2',
      organiser: { name: 'Marie Curie', address: 'marie@example.org' },
    },
  ]);
  t.is(mail.attachments[0]?.contentType, 'text/calendar');
  const day = await read(invite(calendar('DTSTART;VALUE=DATE:20250303')));
  t.like(day.shownAs[0], { isWholeDay: true, startAt: Date.UTC(2025, 2, 3) });
  t.true(codesOf(await read(invite('no calendar'))).includes('calendar_unreadable'));
});

test('ids are compared without brackets, their domain in lower case', async (t) => {
  const mail = await read(
    rawMail(
      [
        marie,
        'Message-ID: <Ab@Example.ORG>',
        'In-Reply-To: <x@Y.test> (Marie’s message)',
        'References: <a@b.test>\r\n <c@\r\n d.test><a@b.test>',
      ],
      'x',
    ),
  );
  t.is(mail.messageId, 'rfc822:Ab@example.org');
  t.deepEqual(mail.inReplyTo, ['rfc822:x@y.test']);
  t.deepEqual(mail.references, ['rfc822:a@b.test', 'rfc822:c@d.test']);
  const none = await read(rawMail([marie, 'In-Reply-To: your message of Monday'], 'x'));
  t.is(none.messageId, null);
  t.deepEqual(none.inReplyTo, []);
  t.true(codesOf(none).includes('message_id_missing'));
});

test('a date is the sender’s, and one that is none is told', async (t) => {
  const at = async (date: string) => (await read(rawMail([marie, `Date: ${date}`], 'x'))).sentAt;
  t.is(await at('Mon, 3 Mar 2025 10:12:00 +0100 (CET)'), Date.UTC(2025, 2, 3, 9, 12));
  t.is(await at('Whenever'), null);
  t.is(await at('Mon, 3 Mar 12025 10:12:00 +0100'), null);
});

test('where the server put a mail is known', async (t) => {
  const mail = await read(
    rawMail(['Delivered-To: desk+x@Example.com', 'X-Original-To: <it@example.com>', marie], 'x'),
  );
  t.deepEqual(mail.deliveredTo, ['desk+x@example.com', 'it@example.com']);
});

test('a picture of another server is only an address, by TLS and with a public name; what counts readers is none', async (t) => {
  const addresses = [
    'https://pictures.example.org/a.png?x=1&y=2',
    'http://pictures.example.org/b.png',
    'https://127.0.0.1/c.png',
    'https://[::1]/d.png',
    'https://intranet/e.png',
    'https://printer.local/f.png',
    'https://user:word@pictures.example.org/g.png',
    'https://pictures.example.org:8443/h.png',
    '//pictures.example.org/i.png',
  ];
  const html = [
    ...addresses.map((src) => `<img src="${src}" alt="a &quot;chart&quot;">`),
    '<img src="https://count.example.org/j.png" width="1" height="1">',
    '<span data-remote="0">not a picture</span>',
  ].join('');
  const mail = await read(rawText(['Content-Type: text/html; charset=utf-8'], html));
  t.deepEqual(mail.remotePictures, ['https://pictures.example.org/a.png?x=1&y=2']);
  t.notRegex(mail.html ?? '', /<img|https:/);
  const shown = withRemotePictures(mail.html ?? '', mail.remotePictures);
  t.is(shown.match(/<img/g)?.length, 1);
  t.true(shown.includes('src="https://pictures.example.org/a.png?x=1&amp;y=2"'));
  t.true(shown.includes('referrerpolicy="no-referrer"'));
  t.true(shown.includes('<span>not a picture</span>'));
});
