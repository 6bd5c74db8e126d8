import { Resolver } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';
import {
  deskMarkOf,
  mailKeyOf,
  ownMessageOf,
  ticketOfReplyAddress,
} from '../../../database/signed_addresses.ts';
import type { DeskKey } from '../../../settings/desk_key.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import { authenticityOf } from '../judging/authenticity.ts';
import type { Proofs } from './circumstances.ts';

const unasked = { verdict: 'none', policy: null, by: 'nobody', words: 'Nobody is asked' } as const;

/** A name server that is away delays no mail by more. */
const dns = new Resolver({ timeout: 3 * secondMs, tries: 1 });
const ask: DNSResolver = async (name, type) => {
  if (type === 'TXT') return dns.resolveTxt(name);
  if (type === 'CNAME') return dns.resolveCname(name);
  // Of a domain that says nothing, whether there is one at all.
  return dns.resolve4(name);
};
const askNobody: DNSResolver = () => Promise.reject(new Error('DNS is not asked'));

/** The key is read when a message is first judged: a desk without mail needs none. */
export function openProofs(deskKey: DeskKey): Proofs {
  return {
    get ownDesk() {
      return deskMarkOf(deskKey);
    },
    ticketOfReplyAddress(addresses) {
      const key = mailKeyOf(deskKey);
      for (const address of addresses) {
        const ticketId = ticketOfReplyAddress(address, key);
        if (ticketId !== null) return ticketId;
      }
      return null;
    },
    ticketOfMessageId: (messageId) => ownMessageOf(messageId, mailKeyOf(deskKey))?.ticketId ?? null,
    async authenticityOf(mail, raw, { trusted_servers: ownServers, checks_senders: checks }) {
      const known = await authenticityOf(mail, raw, {
        ownServers,
        resolve: checks ? ask : askNobody,
        envelope: null,
      });
      // Where nobody may be asked, that nobody answered says nothing.
      return checks || known.by === 'own_server' ? known : unasked;
    },
  };
}
