import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { readAuthenticationResults } from '../../api/mail/judging/authentication_results.ts';
import { authenticityOf, type SenderCheck } from '../../api/mail/judging/authenticity.ts';
import { rawMail, read } from './raw_mail.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A DNS of two domains: one that signs and rejects what it did not, and one that says nothing. */
const records: Record<string, string> = {
  'sel._domainkey.corp.test': `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
  '_dmarc.corp.test': 'v=DMARC1; p=reject',
  'corp.test': 'v=spf1 ip4:192.0.2.1 -all',
};

const notFound = (name: string) =>
  Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });

const resolve: SenderCheck['resolve'] = async (name, type) => {
  const record = records[name];
  if (type !== 'TXT' || record === undefined) throw notFound(name);
  return [[record]];
};

const alone: SenderCheck = { ownServers: [], resolve, envelope: null };
const behindServer: SenderCheck = { ...alone, ownServers: ['mx.desk.test'] };

async function asked(raw: Buffer, check: SenderCheck = alone) {
  const mail = await read(raw);
  return authenticityOf(mail, raw, check);
}

const from = 'From: Boss <boss@corp.test>';
const usual = [
  'Subject: pay this',
  'Date: Mon, 03 Mar 2025 10:00:00 +0000',
  'Message-ID: <x@corp.test>',
];
const plain = rawMail([from, ...usual], 'Now.\r\n');

async function signed(): Promise<Buffer> {
  const by = { signingDomain: 'corp.test', selector: 'sel', privateKey };
  const { signatures } = await dkimSign(plain, { ...by, signatureData: [by] });
  return Buffer.concat([Buffer.from(signatures), plain]);
}

test('a mail that its domain signed is proven, and one that was changed since is not', async (t) => {
  const raw = await signed();
  t.like(await asked(raw), { verdict: 'pass', policy: 'reject', by: 'own_check' });
  const changed = Buffer.from(raw.toString('latin1').replace('Now.', 'Nnw.'), 'latin1');
  t.like(await asked(changed), { verdict: 'none' });
});

test('a forged mail fails where the way it came is known, by the policy of the domain it names', async (t) => {
  const envelope = { ip: '198.51.100.7', helo: 'evil.test', sender: 'boss@corp.test' };
  t.like(await asked(plain, { ...alone, envelope }), { verdict: 'fail', policy: 'reject' });
  const sent = { ip: '192.0.2.1', helo: 'corp.test', sender: 'boss@corp.test' };
  t.like(await asked(plain, { ...alone, envelope: sent }), { verdict: 'pass' });
});

test('a domain that says nothing proves nothing', async (t) => {
  const raw = rawMail(['From: joe@silent.test', ...usual], 'x');
  const envelope = { ip: '198.51.100.7', helo: 'x.test', sender: 'joe@silent.test' };
  t.like(await asked(raw, { ...alone, envelope }), { verdict: 'none', policy: null });
});

test('while DNS is away nothing is proven, and nothing disproved', async (t) => {
  const away: SenderCheck['resolve'] = async () => {
    throw Object.assign(new Error('queryTxt ESERVFAIL'), { code: 'ESERVFAIL' });
  };
  t.like(await asked(plain, { ...alone, resolve: away }), { verdict: 'error' });
});

const said = (results: string) =>
  rawMail([`Authentication-Results: ${results}`, from, ...usual], 'x');

/** What a server of ours says, and what it means. */
const statements: Record<string, object> = {
  'mx.desk.test; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=corp.test': {
    verdict: 'pass',
    policy: 'reject',
    by: 'own_server',
  },
  'mx.desk.test; dmarc=fail (p=QUARANTINE) header.from=corp.test': {
    verdict: 'fail',
    policy: 'quarantine',
  },
  'MX.desk.test 1; spf=pass smtp.mailfrom=x@y.test; dmarc=fail policy.dmarc=reject header.from=corp.test':
    {
      verdict: 'fail',
      policy: 'reject',
    },
  'mx.desk.test; dmarc=fail action=oreject header.from=corp.test': {
    verdict: 'fail',
    policy: 'reject',
  },
  'mx.desk.test; dmarc=none; dkim=pass header.d=corp.test': { verdict: 'pass', policy: null },
  'mx.desk.test; dmarc=none; dkim=pass header.i=@mail.other.test': { verdict: 'none' },
  'mx.desk.test; dmarc=temperror header.from=corp.test': { verdict: 'error' },
  'mx.desk.test; none': { verdict: 'none' },
  // What stands in brackets or quotes is no statement.
  'mx.desk.test; spf=fail (x; dmarc=pass header.from=corp.test)': { verdict: 'none' },
  'mx.desk.test; x=y reason="; dmarc=pass header.from=corp.test"': { verdict: 'none' },
  // Others write a HELO or a reason: neither begins a statement, or another of its words.
  'mx.desk.test; spf=fail (a(b(c; dmarc=pass header.from=corp.test)))': { verdict: 'none' },
  'mx.desk.test; dkim=pass reason="x header.d=corp.test" header.d=evil.test': { verdict: 'none' },
  'mx.desk.test; spf=fail (never closed; dmarc=pass header.from=corp.test': { verdict: 'none' },
  // The server read another From than we: the mail is made for that.
  'mx.desk.test; dmarc=pass header.from=evil.test': { verdict: 'fail', policy: 'quarantine' },
};

for (const [results, expected] of Object.entries(statements)) {
  test(`is taken at its word, by our own server: ${results}`, async (t) => {
    t.like(await asked(said(results), behindServer), expected);
  });
}

test('what another server says counts for nothing', async (t) => {
  const forged = said('mx.evil.test; dmarc=pass header.from=corp.test');
  t.like(await asked(forged, behindServer), { verdict: 'none', by: 'own_check' });
});

test('of two headers with our server’s name the upper is its own', async (t) => {
  const raw = rawMail(
    [
      'Authentication-Results: mx.desk.test; dmarc=fail (p=reject) header.from=corp.test',
      'Authentication-Results: mx.desk.test; dmarc=pass header.from=corp.test',
      from,
      ...usual,
    ],
    'x',
  );
  t.like(await asked(raw, behindServer), { verdict: 'fail', policy: 'reject' });
});

test('Exchange Online names no server: it is believed where that was said', async (t) => {
  const raw = said(
    'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=corp.test; dmarc=pass action=none header.from=corp.test;compauth=pass reason=100',
  );
  t.like(await asked(raw, { ...alone, ownServers: [''] }), { verdict: 'pass', by: 'own_server' });
  t.like(await asked(raw, behindServer), { by: 'own_check' });
});

test('a domain of other letters is one with its punycode', async (t) => {
  const headers = [
    'Authentication-Results: mx.desk.test; dmarc=pass header.from=xn--exmple-cua.test',
    ...usual,
  ];
  const raw = Buffer.from(['From: a@exämple.test', ...headers, '', 'x'].join('\r\n'), 'utf8');
  t.like(await asked(raw, behindServer), { verdict: 'pass' });
});

test('a mail without a sender has nobody to be asked about', async (t) => {
  t.like(await asked(rawMail(['Subject: x'], 'x')), { verdict: 'none', by: 'nobody' });
});

test('any header of results is read as something', (t) => {
  for (const value of ['', ';', '(', '"', 'a;(b;c', 'a; b=c d=', ';;;dmarc=pass']) {
    t.notThrows(() => readAuthenticationResults(value));
  }
});
