import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Account, ConfigurationItem, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Fact, FactList } from '../design/fact_list.tsx';
import { VipBadge } from '../parts/badges.tsx';
import { NamedItems } from '../parts/named_items.tsx';
import { TicketsOfPerson } from '../parts/tickets_of_person.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

interface RequesterPanelProps {
  ticket: Ticket;
  /** What they use. */
  items: readonly ConfigurationItem[];
}

/** Who asks: how to reach them, where they are, and what they asked for before. */
export function RequesterPanel({ ticket, items }: RequesterPanelProps) {
  const { requester } = ticket;
  const account = useAccount(requester.id);
  return (
    <section aria-labelledby="requester-title">
      <h2 id="requester-title">
        <span dir="auto">{nameOf(requester)}</span> <VipBadge tier={requester.tier} />
      </h2>
      {account && <PersonFacts account={account} />}
      {items.length > 0 && (
        <>
          <h3>{t('requester.items')}</h3>
          <NamedItems items={items} />
        </>
      )}
      <h3>{t('requester.tickets')}</h3>
      <TicketsOfPerson
        personId={requester.id}
        filters={{}}
        except={ticket.id}
        none={t('requester.no_tickets')}
      />
      <p>
        <a href={`/tickets?requester=${encodeURIComponent(requester.id)}&sort=-openedAt`}>
          {t('requester.all_tickets')}
        </a>
      </p>
    </section>
  );
}

/** What is known of a person; what is not known, or not for this reader, takes no place. */
export function PersonFacts({ account }: { account: Account }) {
  const { addresses, phones, site, department, customer, manager, away } = account;
  return (
    <FactList>
      {addresses !== null && addresses.length > 0 && (
        <Fact name={t('requester.addresses')}>
          <Links of={addresses} scheme="mailto" />
        </Fact>
      )}
      {phones !== null && phones.length > 0 && (
        <Fact name={t('requester.phones')}>
          <Links of={phones} scheme="tel" />
        </Fact>
      )}
      {site && <Fact name={t('requester.site')}>{site}</Fact>}
      {department && <Fact name={t('requester.department')}>{department}</Fact>}
      {customer && (
        <Fact name={t('requester.customer')}>
          {customer.contract === null
            ? customer.name
            : t('requester.customer_with', { name: customer.name, contract: customer.contract })}
        </Fact>
      )}
      {manager && <Fact name={t('requester.manager')}>{manager.name}</Fact>}
      <Fact name={t('requester.language')}>{t(`requester.language_${account.locale}`)}</Fact>
      {away && <Fact name={t('requester.away')}>{away.deputy?.name ?? t('ticket.nobody')}</Fact>}
    </FactList>
  );
}

function Links({ of: values, scheme }: { of: readonly string[]; scheme: 'mailto' | 'tel' }) {
  return (
    <>
      {values.map((value) => (
        <a key={value} class="contact" href={`${scheme}:${value}`}>
          {value}
        </a>
      ))}
    </>
  );
}

function useAccount(id: string): Account | null {
  const account = useSignal<Account | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      const answer = await desk.getAccount({ path: { id } }, { signal: asking.signal });
      if (answer.isOk && !asking.signal.aborted) account.value = answer.data;
    };
    account.value = null;
    void read();
    return () => asking.abort();
  }, [id]);
  return account.value;
}
