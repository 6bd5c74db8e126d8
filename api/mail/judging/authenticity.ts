import { domainToASCII } from 'node:url';
import { authenticate, type DNSResolver } from 'mailauth';
import type { ReadMail } from '../reading/mail.ts';
import {
  type AuthenticationResults,
  type MethodResult,
  readAuthenticationResults,
} from './authentication_results.ts';
import type { Authenticity } from './fate.ts';

export interface SenderCheck {
  /**
   * The authserv-ids of one's own mail servers, which take away such headers of others. An empty one
   * means the headers without a name that Exchange Online writes.
   */
  ownServers: readonly string[];
  /** Asks DNS: as `dns.promises.resolve`, with its codes. */
  resolve: DNSResolver;
  /** How the message came to us, where an MTA handed it over and says so; SPF is checked by it alone. */
  envelope: { ip: string; helo: string; sender: string } | null;
}

type Policy = Authenticity['policy'];

function policyOf(written: string | undefined): Policy {
  const policy = /(none|quarantine|reject)/.exec((written ?? '').toLowerCase())?.[1];
  return policy === 'none' || policy === 'quarantine' || policy === 'reject' ? policy : null;
}

/** The domain of an address as DNS has it: punycode for letters that are not ASCII. */
function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domainToASCII(domain) || domain;
}

/** A domain vouches for itself and for those below it. */
function isAligned(signer: string, from: string): boolean {
  return signer === from || (signer.includes('.') && from.endsWith(`.${signer}`));
}

/** Two readers of one message disagree on who sent it: so it is made to be read differently. */
function disagreement(seen: string, from: string, by: Authenticity['by']): Authenticity {
  const words = `The check read the sender's domain as '${seen}', and the mail says '${from}'`;
  return { verdict: 'fail', policy: 'quarantine', by, words };
}

function dmarcPolicy({ properties, comment }: MethodResult): Policy {
  return (
    policyOf(properties['policy.dmarc']) ??
    policyOf(/\bp=(\w+)/i.exec(comment)?.[1]) ??
    policyOf(properties.action)
  );
}

function verdictOfServer({ server, methods }: AuthenticationResults, from: string): Authenticity {
  const by = 'own_server' as const;
  const dmarc = methods.find(({ method }) => method === 'dmarc');
  const seen = dmarc?.properties['header.from'];
  if (seen !== undefined && domainOf(seen) !== from) return disagreement(seen, from, by);
  const said = (result: string) => `${server || 'The mail server'} says: ${result}`;
  if (dmarc?.result === 'pass')
    return { verdict: 'pass', policy: dmarcPolicy(dmarc), by, words: said('dmarc=pass') };
  if (dmarc?.result === 'fail') {
    return { verdict: 'fail', policy: dmarcPolicy(dmarc) ?? 'none', by, words: said('dmarc=fail') };
  }
  if (dmarc?.result === 'temperror') {
    return { verdict: 'error', policy: null, by, words: said('dmarc=temperror') };
  }
  const signed = methods.find(
    ({ method, result, properties }) =>
      method === 'dkim' &&
      result === 'pass' &&
      isAligned(domainOf(properties['header.d'] ?? properties['header.i'] ?? ''), from),
  );
  if (signed)
    return { verdict: 'pass', policy: null, by, words: said('dkim=pass, for this domain') };
  return { verdict: 'none', policy: null, by, words: said(`dmarc=${dmarc?.result ?? 'nothing'}`) };
}

async function ownVerdict(
  raw: Uint8Array,
  from: string,
  check: SenderCheck,
): Promise<Authenticity> {
  const by = 'own_check' as const;
  const { envelope, resolve } = check;
  const { dmarc, dkim } = await authenticate(
    Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
    {
      resolver: resolve,
      mta: 'palier',
      trustReceived: false,
      disableArc: true,
      disableBimi: true,
      ...(envelope ?? {}),
    },
  );
  if (!dmarc) {
    const words = 'The check found no sender whose domain could be asked';
    return { verdict: 'fail', policy: 'quarantine', by, words };
  }
  const { result, header } = dmarc.status;
  const seen = header?.from;
  if (typeof seen === 'string' && domainOf(seen) !== from) return disagreement(seen, from, by);
  const words = `Own check: dmarc=${result}, dkim=${dkim.results.map(({ status }) => status.result).join(',') || 'none'}`;
  if (result === 'pass') return { verdict: 'pass', policy: policyOf(dmarc.policy), by, words };
  // Without the envelope SPF was not asked: it might have passed, and nothing is disproved.
  if (result === 'fail' && envelope !== null) {
    return { verdict: 'fail', policy: policyOf(dmarc.policy) ?? 'none', by, words };
  }
  if (result === 'temperror') return { verdict: 'error', policy: null, by, words };
  const isSigned = dkim.results.some(
    ({ status, signingDomain }) =>
      status.result === 'pass' && isAligned((signingDomain ?? '').toLowerCase(), from),
  );
  return { verdict: isSigned ? 'pass' : 'none', policy: policyOf(dmarc.policy), by, words };
}

/**
 * What is known of who truly sent a mail: by the Authentication-Results of one's own server, and of no
 * other; where it has none, by DKIM and DMARC (RFC 9989) asked here, and SPF where the envelope is known.
 */
export async function authenticityOf(
  mail: ReadMail,
  raw: Uint8Array,
  check: SenderCheck,
): Promise<Authenticity> {
  if (mail.from === null) {
    return {
      verdict: 'none',
      policy: null,
      by: 'nobody',
      words: 'There is no sender to ask about',
    };
  }
  const from = domainOf(mail.from.address);
  const own = check.ownServers.map((server) => server.toLowerCase());
  // Each server writes above what is there: of two with one name the upper is its own.
  const results = mail.authenticationResults
    .map(readAuthenticationResults)
    .find(({ server }) => own.includes(server));
  if (results) return verdictOfServer(results, from);
  try {
    return await ownVerdict(raw, from, check);
  } catch (error) {
    const words = `The check failed: ${(error as Error).message.slice(0, 200)}`;
    return { verdict: 'error', policy: null, by: 'own_check', words };
  }
}
