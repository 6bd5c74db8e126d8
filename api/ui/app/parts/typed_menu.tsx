import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me } from '../client/session.ts';
import type { Option } from '../design/options.tsx';
import { folded } from '../words/folded.ts';
import { t } from '../words/language.ts';
import { agents, processTitles } from '../words/process.ts';

const offeredMax = 8;
const pauseMs = 150;

/** What stands before the caret: a mark at the beginning of a word, and the letters behind it. */
interface Typed {
  mark: '@' | '/';
  words: string;
  from: number;
}

interface TypedMenuProps {
  fieldId: string;
  ticket: Ticket;
  /** Names are offered in notes, replies in what the requester reads. */
  isInternal: boolean;
  onText(text: string): void;
}

/** Offers, while somebody writes, people behind an @ and canned replies behind a slash. */
export function TypedMenu({ fieldId, ticket, isInternal, onText }: TypedMenuProps) {
  const listId = useId();
  const typed = useSignal<Typed | null>(null);
  const options = useSignal<readonly Option[]>([]);
  const at = useSignal(0);
  const choose = useRef<(option: Option) => void>(() => {});

  choose.current = (option) => {
    const field = document.getElementById(fieldId) as HTMLTextAreaElement | null;
    const here = typed.value;
    if (!field || !here) return;
    typed.value = null;
    void wordsOf(here, option, ticket.id).then((words) => {
      if (words === null) return;
      const end = here.from + 1 + here.words.length;
      const text = `${field.value.slice(0, here.from)}${words}${field.value.slice(end)}`;
      onText(text);
      requestAnimationFrame(() => {
        field.focus();
        field.setSelectionRange(here.from + words.length, here.from + words.length);
      });
    });
  };

  useEffect(() => {
    const field = document.getElementById(fieldId) as HTMLTextAreaElement | null;
    if (!field) return undefined;
    const look = () => {
      typed.value = typedIn(field, isInternal ? '@' : '/');
      at.value = 0;
    };
    const close = () => {
      typed.value = null;
    };
    const press = (event: KeyboardEvent) => {
      const count = options.value.length;
      if (typed.value === null || count === 0) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const option = options.value[at.value];
      if (step !== undefined) at.value = (at.value + step + count) % count;
      else if (event.key === 'Escape') close();
      else if (
        (event.key === 'Enter' || event.key === 'Tab') &&
        !event.ctrlKey &&
        !event.metaKey &&
        option
      ) {
        choose.current(option);
      } else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    field.addEventListener('input', look);
    field.addEventListener('keydown', press, true);
    field.addEventListener('blur', close);
    return () => {
      field.removeEventListener('input', look);
      field.removeEventListener('keydown', press, true);
      field.removeEventListener('blur', close);
    };
  }, [fieldId, isInternal]);

  const here = typed.value;
  useEffect(() => {
    options.value = [];
    if (here === null) return undefined;
    const leave = new AbortController();
    const timer = setTimeout(async () => {
      const found = await optionsFor(here, ticket, leave.signal);
      if (!leave.signal.aborted) options.value = found.slice(0, offeredMax);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [here?.mark, here?.words, here?.from]);

  if (here === null || options.value.length === 0) return null;
  return (
    <div
      class="typed-menu"
      id={listId}
      role="listbox"
      aria-label={t(here.mark === '@' ? 'typed.people' : 'typed.replies')}
    >
      {options.value.map((option, index) => (
        <div
          key={option.id}
          role="option"
          tabIndex={-1}
          aria-selected={index === at.value}
          // The field keeps the focus: it would close the menu otherwise.
          onMouseDown={(event) => {
            event.preventDefault();
            choose.current(option);
          }}
        >
          {option.title}
        </div>
      ))}
    </div>
  );
}

function typedIn(field: HTMLTextAreaElement, mark: Typed['mark']): Typed | null {
  const before = field.value.slice(0, field.selectionStart);
  const pattern = mark === '@' ? /(?:^|\s)@([\p{L}\p{M}'’-]{0,30})$/u : /(?:^|\n)\/([^\n]{0,30})$/u;
  const words = pattern.exec(before)?.[1];
  return words === undefined ? null : { mark, words, from: before.length - words.length - 1 };
}

async function optionsFor(
  { mark, words }: Typed,
  ticket: Ticket,
  signal: AbortSignal,
): Promise<Option[]> {
  const isLike = ({ title }: Option) => folded(title).includes(folded(words));
  if (mark === '@') {
    const people = agents.value
      .filter(({ id }) => id !== me.value?.id)
      .map(({ id, name }) => ({ id, title: name }));
    return [...people, ...processTitles(ticket.process.id, 'groups')].filter(isLike);
  }
  const answer = await desk.listMacros({ signal });
  if (!answer.isOk) return [];
  return answer.data.items
    .filter(({ steps }) => steps.some((step) => step.do === 'reply'))
    .filter(isLike);
}

/** What is put into the text in the place of what was typed; null where that cannot be told. */
async function wordsOf({ mark }: Typed, { id, title }: Option, ticketId: string) {
  if (mark === '@') return `@${title} `;
  const answer = await desk.previewMacro({ path: { id: ticketId, macro: id } });
  return answer.isOk ? answer.data.reply : null;
}
