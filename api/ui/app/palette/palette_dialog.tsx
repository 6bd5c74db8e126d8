import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { desk } from '../client/desk.ts';
import { isAgent, me } from '../client/session.ts';
import { Dialog } from '../design/dialog.tsx';
import { Key } from '../design/key.tsx';
import { t } from '../words/language.ts';
import { matching, offeredEntries, type PaletteEntry } from './palette.ts';

const pauseMs = 200;
const foundMax = 6;
const shownMax = 60;

type Route = (path: string) => void;

/** Everything that can be done here, and everything that can be found, by a few letters. */
export function PaletteDialog({ words, onClose }: { words: string; onClose(): void }) {
  return (
    <Dialog title={t('palette.title')} onClose={onClose}>
      {(close) => <Palette first={words} onChoose={close} />}
    </Dialog>
  );
}

function Palette({ first, onChoose }: { first: string; onChoose(): void }) {
  const { route } = useLocation();
  const id = useId();
  const words = useSignal(first.trim());
  const place = useSignal(0);
  const found = useSignal<PaletteEntry[]>([]);
  const offered = useMemo(() => [...offeredEntries(), ...pagesShown(route)], []);
  useEffect(() => {
    found.value = [];
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const entries = await find(words.value, route, asking.signal);
      if (!asking.signal.aborted) found.value = entries;
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [words.value]);
  const entries = [
    ...numberEntry(words.value, route),
    ...matching(offered, words.value),
    ...found.value,
  ].slice(0, shownMax);
  const chosen = Math.min(place.value, Math.max(entries.length - 1, 0));
  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onChoose();
    // Once the dialog has given the focus back.
    requestAnimationFrame(() => entry.run());
  };
  return (
    <div class="palette">
      <input
        type="text"
        defaultValue={first}
        role="combobox"
        aria-label={t('palette.field')}
        placeholder={t('palette.field')}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length > 0 ? `${id}-${chosen}` : undefined}
        autocomplete="off"
        maxLength={100}
        dir="auto"
        onInput={({ currentTarget }) => {
          words.value = currentTarget.value.trim();
          place.value = 0;
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) {
            event.preventDefault();
            place.value = (chosen + step + entries.length) % Math.max(entries.length, 1);
          } else if (event.key === 'Enter' && !event.isComposing) {
            event.preventDefault();
            run(entries[chosen]);
          }
        }}
      />
      <Entries {...{ id, entries, chosen }} onRun={run} />
      {entries.length === 0 && <p class="hint">{t('palette.nothing')}</p>}
    </div>
  );
}

interface EntriesProps {
  id: string;
  entries: PaletteEntry[];
  chosen: number;
  onRun(entry: PaletteEntry): void;
}

function Entries({ id, entries, chosen, onRun }: EntriesProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, entries.length]);
  const sections = [...new Set(entries.map(({ section }) => section))];
  return (
    <div class="palette-list" id={`${id}-list`} role="listbox" ref={list} tabIndex={-1}>
      {sections.map((section) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options of a listbox.
        <div key={section} role="group" aria-label={t(section)}>
          <div class="palette-section" aria-hidden="true">
            {t(section)}
          </div>
          {entries.map(
            (entry, index) =>
              entry.section === section && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's.
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field.
                <div
                  key={entry.id}
                  id={`${id}-${index}`}
                  class="palette-entry"
                  role="option"
                  aria-selected={index === chosen}
                  onClick={() => onRun(entry)}
                >
                  <span dir="auto">{entry.words}</span>
                  {entry.key && <Key of={entry.key} />}
                </div>
              ),
          )}
        </div>
      ))}
    </div>
  );
}

/** The ticket of a number that was typed, whether it is found or not: its page says which. */
function numberEntry(asked: string, route: Route): PaletteEntry[] {
  const number = /^#?(\d{1,9})$/.exec(asked)?.[1];
  if (number === undefined) return [];
  return [
    {
      id: 'number',
      section: 'palette.section_found',
      words: t('palette.go_to', { number }),
      run: () => route(`/go/${number}`),
    },
  ];
}

/** The pages that the navigation of this screen leads to. */
function pagesShown(route: Route): PaletteEntry[] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('nav a[href^="/"]')];
  const addresses = new Map(
    links.map((link) => [link.getAttribute('href') ?? '', link.textContent?.trim() ?? '']),
  );
  return [...addresses].map(([href, words]) => ({
    id: `page ${href}`,
    section: 'palette.section_pages',
    words,
    run: () => route(href),
  }));
}

async function find(q: string, route: Route, signal: AbortSignal): Promise<PaletteEntry[]> {
  const account = me.value;
  if (q.length < 2 || !account) return [];
  const forAgents = isAgent(account);
  const [tickets, people] = await Promise.all([
    desk.listTickets({ query: { q, limit: foundMax } }, { signal }),
    forAgents ? desk.listAccounts({ query: { q, limit: foundMax } }, { signal }) : null,
  ]);
  const ticketEntries = (tickets.isOk ? tickets.data.items : []).map(
    ({ id, number, subject, status }): PaletteEntry => ({
      id,
      section: 'palette.section_found',
      words: `#${number} ${subject ?? t('ticket.no_subject')} · ${t(`status.${status}`)}`,
      run: () => route(`${forAgents ? '/tickets' : '/portal/tickets'}/${id}`),
    }),
  );
  const personEntries = (people?.isOk ? people.data.items : []).map(
    ({ id, name }): PaletteEntry => ({
      id,
      section: 'palette.section_people',
      words: t('palette.tickets_of', { name }),
      run: () => route(`/tickets?requester=${encodeURIComponent(id)}&sort=-openedAt`),
    }),
  );
  return [...ticketEntries, ...personEntries];
}
