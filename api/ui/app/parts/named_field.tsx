import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { desk } from '../client/desk.ts';
import { readName } from '../client/read_name.ts';
import { isAgent, me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { FieldFrame } from '../design/fields.tsx';
import { FoundField } from '../design/found_field.tsx';
import { useFirstValue } from '../design/kept_fields.ts';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';

const foundMax = 8;
/** Of fewer letters nobody is looked for. */
const lettersMin = 2;

interface NamedFieldProps {
  kind: 'person' | 'device';
  name: string;
  label: string;
  hint?: string;
  required: boolean;
  /** As `namedValue` writes it; empty where nothing is chosen. */
  value: string;
  onValue(value: string): void;
}

/** A choice as a form keeps it: what it is called comes back with it. */
export function namedValue({ id, title }: Option): string {
  return `${id} ${title}`;
}

export function namedId(value: string): string {
  return value.split(' ', 1)[0] ?? '';
}

/** Somebody, or something of the register, found by name; what was chosen stays with the form. */
export function NamedField({ kind, name, label, hint, required, value, onValue }: NamedFieldProps) {
  const first = useFirstValue(name, value, onValue) ?? '';
  const chosen = useSignal(first);
  const field = useRef<HTMLInputElement>(null);
  const choose = (next: string) => {
    chosen.value = next;
    onValue(next);
  };
  useEffect(() => {
    // The form around keeps what is typed, and this nobody types.
    field.current?.dispatchEvent(new Event('input', { bubbles: true }));
  }, [chosen.value]);
  useEffect(() => {
    const id = chosen.value;
    // What a program has filled in comes without its name.
    if (id === '' || id.includes(' ')) return;
    void readName(kind, id).then((title) => {
      if (chosen.value === id) choose(namedValue({ id, title }));
    });
  }, []);
  const kept = <input ref={field} type="hidden" name={name} value={chosen.value} />;
  if (chosen.value !== '') {
    return (
      <FieldFrame name={name} label={label} required={required} {...(hint && { hint })} isGroup>
        {() => (
          <p class="named-choice">
            {kept}
            <span dir="auto">{chosen.value.slice(namedId(chosen.value).length + 1)}</span>
            <Button kind="quiet" isSmall onClick={() => choose('')}>
              {t('fields.other')}
            </Button>
          </p>
        )}
      </FieldFrame>
    );
  }
  return (
    <div class="named-search">
      {kept}
      <FoundField
        name={`${name}.found`}
        errorName={name}
        label={label}
        searchLabel={t(kind === 'person' ? 'fields.find_person' : 'fields.find_device')}
        lettersMin={kind === 'person' ? lettersMin : 0}
        {...(!required && { none: t('fields.nobody') })}
        search={(words, signal) => find(kind, words, signal)}
        onChoose={(option) => option && choose(namedValue(option))}
      />
    </div>
  );
}

async function find(
  kind: NamedFieldProps['kind'],
  q: string,
  signal: AbortSignal,
): Promise<Option[] | null> {
  if (kind === 'device') return findDevices(q, signal);
  if (q.length < lettersMin) return [];
  const account = me.value;
  if (account && isAgent(account)) {
    const answer = await desk.listAccounts({ query: { q, limit: foundMax } }, { signal });
    if (!answer.isOk) return null;
    const { items } = answer.data;
    return items.map(({ id, name }) => ({ id, title: name }));
  }
  const answer = await desk.findColleagues({ query: { q } }, { signal });
  return answer.isOk ? answer.data.items.map(({ id, name }) => ({ id, title: name })) : null;
}

/** Whoever asks for help has few: all are offered before a letter is typed. */
async function findDevices(q: string, signal: AbortSignal): Promise<Option[] | null> {
  const query = { q: q === '' ? undefined : q, kind: 'device' as const, limit: foundMax };
  const answer = await desk.listConfigurationItems({ query }, { signal });
  if (!answer.isOk) return null;
  const { items } = answer.data;
  return items
    .filter(({ status }) => status !== 'retired')
    .map(({ id, name, type }) => ({ id, title: type === null ? name : `${name} · ${type}` }));
}
