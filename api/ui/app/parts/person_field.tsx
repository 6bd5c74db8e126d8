import type { Role } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAdministrator, isAgent, me } from '../client/session.ts';
import { FoundField } from '../design/found_field.tsx';
import type { Option } from '../design/options.tsx';

const shownCount = 20;
const askedMax = 200;
/** What the desk takes of a name that somebody looks for. */
const lettersMin = 2;

interface PersonFieldProps {
  name: string;
  label: string;
  searchLabel: string;
  /** They hold one of these; everybody where absent. */
  roles?: readonly Role[];
  /** The ids of those who are no choice. */
  without?: readonly string[];
  /** The words of choosing nobody, where that is one of the choices. */
  none?: string;
  /** Who is chosen until somebody else is. */
  now?: { id: string; name: string } | null;
}

/** Whoever asks for help finds people by their names, and learns nothing else of them. */
async function findColleagues(
  q: string,
  without: readonly string[],
  signal: AbortSignal,
): Promise<Option[] | null> {
  if (q.length < lettersMin) return [];
  const answer = await desk.findColleagues({ query: { q } }, { signal });
  if (!answer.isOk) return null;
  const found = answer.data.items.filter(({ id }) => !without.includes(id));
  return found.map(({ id, name }) => ({ id, title: name }));
}

/** Somebody with an account, found by name or address while typing. */
export function PersonField(props: PersonFieldProps) {
  const { name, label, searchLabel, roles, without = [], none, now } = props;
  async function search(words: string, signal: AbortSignal): Promise<Option[] | null> {
    const account = me.value;
    if (account && !isAgent(account) && !isAdministrator(account)) {
      return findColleagues(words, without, signal);
    }
    const query = {
      q: words === '' ? undefined : words,
      role: roles && [...roles],
      limit: Math.min(shownCount + without.length, askedMax),
    };
    const answer = await desk.listAccounts({ query }, { signal });
    if (!answer.isOk) return null;
    const { items } = answer.data;
    return items
      .filter(({ id }) => !without.includes(id))
      .slice(0, shownCount)
      .map(({ id, name, addresses }) => ({
        id,
        title: addresses?.[0] === undefined ? name : `${name} (${addresses[0]})`,
      }));
  }
  return (
    <FoundField
      name={name}
      label={label}
      searchLabel={searchLabel}
      search={search}
      {...(none !== undefined && { none })}
      {...(now && { now: { id: now.id, title: now.name } })}
    />
  );
}
