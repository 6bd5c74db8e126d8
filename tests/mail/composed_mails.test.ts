import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { convert } from 'html-to-text';
import { asText } from '../../activities/mailings/compose/blocks.ts';
import type { What } from '../../activities/mailings/compose/matter.ts';
import { writeMail } from '../../activities/mailings/compose/templates.ts';
import { mailWords } from '../../activities/mailings/compose/words.ts';
import { foldText } from '../../api/mail/reading/folding/fold.ts';
import { recipientReasons } from '../../workflows/domain/recipients.ts';
import { locales } from '../../workflows/processes/locales.ts';
import { englishWordIn, wrongFrenchSpaces } from '../support/french.ts';
import { digestOf, goldenMails, matterOf, said } from './composed_mails.ts';

const goldenDir = path.join(import.meta.dirname, 'composed');
/** Writes the golden tables anew, to be read before they are taken. */
const isWriting = process.env.PALIER_WRITE_MAILS === '1';

function golden(name: string, written: string): string {
  const file = path.join(goldenDir, name);
  if (isWriting || !existsSync(file)) writeFileSync(file, written);
  return readFileSync(file, 'utf8');
}

for (const locale of locales) {
  const mails = [
    ...goldenMails.map(
      ([title, news, ticket]) => [title, writeMail(matterOf(locale, news, ticket))] as const,
    ),
    ['a digest', writeMail(digestOf(locale))] as const,
  ];

  test(`every mail says in ${locale} what its golden table says`, (t) => {
    const texts = mails.map(
      ([title, { subject, text }]) => `===== ${title}\nSubject: ${subject}\n\n${text}`,
    );
    const pages = mails.map(
      ([title, { html }]) => `<!-- ${title} -->\n${html.replace(/></g, '>\n<')}`,
    );
    const text = texts.join('\n');
    const page = pages.join('\n');
    t.is(text, golden(`${locale}.txt`, text));
    t.is(page, golden(`${locale}.pages.txt`, page));
  });

  test(`the page of a mail says in ${locale} what its text says, and names its language`, (t) => {
    for (const [title, { html, text, language }] of mails) {
      const shown = convert(html, {
        wordwrap: false,
        selectors: [
          { selector: 'a', options: { ignoreHref: true } },
          { selector: 'h2', options: { uppercase: false } },
          { selector: 'table', format: 'block' },
          { selector: 'td', format: 'block' },
          { selector: 'th', format: 'block' },
        ],
      });
      const words = (of: string) => of.match(/[\p{L}\p{N}]+/gu) ?? [];
      const withoutAddresses = text
        .split('\n')
        .filter((line) => !/^ *https?:\/\/\S+$/.test(line))
        .join('\n');
      t.deepEqual(words(shown.replace(/[‘’]/g, '’')), words(withoutAddresses), title);
      t.is(language, locale);
      t.regex(html, new RegExp(`<html lang="${locale}">[\\s\\S]*<div lang="${locale}"`), title);
    }
  });
}

test('French mails are French, with the spaces of French', (t) => {
  for (const [title, news, ticket] of goldenMails) {
    const { text } = writeMail(matterOf('fr', news, ticket));
    const ours = text
      .split('\n')
      .filter((line) => !/https?:|^>|^-- /.test(line))
      .join('\n');
    const theirs =
      /Hello Camille|please press|A new power supply|Still silent|do you know it|Which model|It has no|It hums|Cables|A look|Not this year|A printer of my own|The printer is|A printer without|Needs more|Half of the|Resolution is late|Desk of the town|Service desk|Line manager|We have passed it|Urgent again/;
    for (const line of ours.split('\n').filter((one) => !theirs.test(one))) {
      t.is(englishWordIn(line), null, `${title}: ${line}`);
      t.notRegex(line, wrongFrenchSpaces, `${title}: ${line}`);
    }
  }
});

test('every reason has its words in every language, and every kind of news is in the golden table', (t) => {
  for (const locale of locales) {
    for (const reason of recipientReasons)
      t.regex(mailWords[locale].why[reason], /\p{L}{3}/u, reason);
  }
  const told = new Set(goldenMails.flatMap(([, news]) => news.map(({ what }) => what.type)));
  const kinds: Record<What['type'], true> = {
    received: true,
    paged: true,
    page_unanswered: true,
    said: true,
    in_copy: true,
    assigned: true,
    reopened: true,
    cancelled: true,
    on_hold: true,
    reminder: true,
    resolved: true,
    consent: true,
    approved: true,
    not_approved: true,
    rule: true,
    rules_stopped: true,
    noted: true,
    warned: true,
    handed_off: true,
    told_management: true,
    handed_back: true,
    approval: true,
    overdue: true,
    attention: true,
    task: true,
    not_taken: true,
    merged: true,
    parted: true,
  };
  t.deepEqual([...told].sort(), Object.keys(kinds).sort());
  const reasonsTold = new Set(goldenMails.flatMap(([, news]) => news.map(({ reason }) => reason)));
  t.deepEqual(
    recipientReasons.filter((reason) => !reasonsTold.has(reason)),
    [],
  );
});

for (const locale of locales) {
  test(`an answer in ${locale} is quoted below a line that intake folds away`, (t) => {
    const { text } = writeMail(matterOf(locale, [said()]));
    const { visible, quoted } = foldText(`It works now.\n\n${text.slice(text.indexOf('-- '))}`, '');
    t.is(visible.trim(), 'It works now.');
    t.regex(quoted, /It has no power light/);
  });
}

test('where no answer comes back, no mail asks for one', (t) => {
  for (const locale of locales) {
    const { said: words, reply, replyToRequester, replyIsNote, addByMail } = mailWords[locale];
    for (const [title, news, ticket] of goldenMails) {
      const { text } = writeMail(matterOf(locale, news, ticket, { isAnswerable: false }));
      for (const asking of [words.above, reply, replyToRequester, replyIsNote, addByMail]) {
        t.false(text.includes(asking), title);
      }
      t.notRegex(text, /answer (to )?this mail|répondez à ce message/, title);
    }
  }
});

const hostile = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><a href="javascript:alert(1)">click</a>',
  '[click](javascript:alert(1)) ![x](https://evil.example/track.png)',
  'a\r\nBcc: victim@example.org\r\n\r\n<b>body</b>',
  '\u202Egnp.exe\u202C \u2066evil\u2069 \u0000\u0007',
  'ע ברית שלום עליכם',
  '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 \uD800',
  'x'.repeat(20_000),
  '&lt;b&gt; &#60;script&#62; ]]> -->',
  '--\n-- Please reply above this line --\nOn Monday, X wrote:\n> y',
];

test('nothing that people write becomes markup, breaks a line of a header or turns our words', (t) => {
  for (const text of hostile) {
    const mail = writeMail(
      matterOf(
        'en',
        [
          said({ by: text, body: text, before: [{ by: text, at: new Date(0), body: text }] }),
          { reason: 'cancelled', what: { type: 'cancelled', by: text, note: text } },
          { reason: 'rule', what: { type: 'rule', title: text } },
        ],
        {
          subject: text,
          side: 'desk',
          facts: { requester: text, priority: 'p1', group: text, dueAt: null, mergedInto: null },
        },
        { desk: { name: text, logo: null }, reader: { name: text, locale: 'en', zone: 'UTC' } },
      ),
    );
    t.notRegex(mail.html, /<(script|img|iframe|b|svg|style)\b/i, text.slice(0, 60));
    t.notRegex(mail.html, /<[^>]*\bon\w+=/i);
    t.notRegex(mail.html, /href="(?!https?:)/);
    t.notRegex(mail.html, /\bsrc="(?!cid:)|url\(/);
    t.notRegex(mail.subject, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    t.true(Array.from(mail.subject).length <= 200);
    t.true(mail.subject.isWellFormed() && mail.text.isWellFormed() && mail.html.isWellFormed());
    t.notRegex(mail.text, /[\u2068\u2069\r]|(?!\n)\p{Cc}/u);
  }
});

test('a text keeps its lines, and addresses in it can be followed', (t) => {
  const body = '  one\n\ttwo  three\n\n<https://example.org/a?b=1&c=2>';
  const { html, text } = writeMail(matterOf('en', [said({ body })]));
  t.true(text.startsWith(asText(body)));
  t.regex(
    html,
    /one<br\/>\u00a0\u00a0\u00a0 two\u00a0 three<br\/><br\/>&lt;<a href="https:\/\/example\.org\/a\?b=1&amp;c=2"/,
  );
});

test('what was answered and given as the resolution is said once', (t) => {
  const resolution = goldenMails.find(([title]) => title === 'resolved')?.[1] ?? [];
  const { text } = writeMail(
    matterOf('en', [said({ body: 'A new power supply.' }), ...resolution]),
  );
  t.is(text.split('A new power supply.').length, 2);
});

test('the picture of the desk goes with a mail, and nothing is read from elsewhere', (t) => {
  const logo = { mediaType: 'image/png', bytes: Buffer.from('png') };
  const mail = writeMail(matterOf('en', [said()], {}, { desk: { name: 'Desk', logo } }));
  const [picture] = mail.attachments;
  t.is(picture?.contentType, 'image/png');
  t.true(mail.html.includes(`src="cid:${picture?.cid}"`));
  t.regex(mail.html, /alt="Desk"/);
});

test('a mail of one ticket has the ticket’s own subject, whatever it tells; a digest counts', (t) => {
  for (const [title, news, ticket] of goldenMails) {
    t.is(writeMail(matterOf('en', news, ticket)).subject, 'The printer is silent', title);
  }
  t.is(writeMail(digestOf('fr')).subject, 'Du nouveau sur 2 tickets');
});

test('a mail that carries an answer has its author, and no other', (t) => {
  for (const [title, news, ticket] of goldenMails) {
    const { author } = writeMail(matterOf('en', news, ticket));
    const hasAnswer = news.some(
      ({ what }) => what.type === 'said' && what.isOfDesk && !what.isInternal,
    );
    t.is(author, hasAnswer ? 'Léa Martin' : null, title);
  }
});

test('nobody is called by their address', (t) => {
  const [, news = []] = goldenMails.find(([title]) => title === 'resolved') ?? [];
  const reader = { name: 'camille@example.org', locale: 'fr' as const, zone: 'Europe/Paris' };
  const { text } = writeMail(matterOf('fr', news, {}, { reader }));
  t.true(text.startsWith('Bonjour,\n'));
});
