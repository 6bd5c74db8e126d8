import check from 'icon:check';
import x from 'icon:x';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Article, ArticleSummary } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { language, t } from '../words/language.ts';
import { ArticleText } from './article_text.tsx';
import { judge, reportOpened, suggest } from './help_session.ts';

const pauseMs = 300;
const subjectMinLength = 4;
const shownMax = 3;

export interface Draft {
  subject: string;
  description: string;
  category: string;
}

interface SuggestionsProps {
  draft: Signal<Draft>;
  /** An article solved it: there is nothing left to send. */
  onSolved(): void;
}

/**
 * What may answer a request while it is still being written. It opens in place, so that nothing
 * written is left behind, never takes the focus, and fails in silence: sending waits for nothing.
 */
export function Suggestions({ draft, onSolved }: SuggestionsProps) {
  const found = useSignal<ArticleSummary[]>([]);
  const dismissed = useSignal<ReadonlySet<string>>(new Set());
  useSuggestions(draft.value, found);
  const shown = found.value.filter(({ id }) => !dismissed.value.has(id)).slice(0, shownMax);
  if (shown.length === 0) return null;
  return (
    <section class="suggestions" aria-labelledby="suggestions-title">
      <h2 id="suggestions-title">{t('suggestions.title')}</h2>
      <p class="hint">{t('suggestions.hint')}</p>
      <ul>
        {shown.map((article) => (
          <li key={article.id}>
            <Suggestion
              article={article}
              onSolved={onSolved}
              onDismissed={() => {
                dismissed.value = new Set([...dismissed.value, article.id]);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function useSuggestions(draft: Draft, found: Signal<ArticleSummary[]>): void {
  const known = useRef('');
  useEffect(() => {
    const subject = draft.subject.trim();
    if (subject.length < subjectMinLength) {
      found.value = [];
      return;
    }
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await suggest('form', questionOf(draft), asking.signal);
      if (asking.signal.aborted || !answer.isOk) return;
      found.value = answer.data.items;
      const ids = answer.data.items.map(({ id }) => id).join(' ');
      if (ids !== '' && ids !== known.current) {
        announce(t('suggestions.found', { count: answer.data.items.length }));
      }
      known.current = ids;
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [draft, language.value]);
}

function questionOf({ subject, description, category }: Draft) {
  return {
    subject: subject.trim().slice(0, 200),
    ...(description.trim() === '' ? {} : { description: description.slice(0, 1000) }),
    ...(category === '' ? {} : { category }),
    limit: shownMax,
  };
}

interface SuggestionProps {
  article: ArticleSummary;
  onSolved(): void;
  onDismissed(): void;
}

function Suggestion({ article, onSolved, onDismissed }: SuggestionProps) {
  const full = useSignal<Article | null>(null);
  const isAsked = useRef(false);

  async function open(): Promise<void> {
    if (isAsked.current) return;
    isAsked.current = true;
    void reportOpened('form', article.id);
    const answer = await desk.getArticle({ path: { id: article.id } });
    if (answer.isOk) full.value = answer.data;
    else isAsked.current = false;
  }

  async function say(isHelpful: boolean): Promise<void> {
    const answer = await judge('form', article.id, isHelpful);
    // Said in vain where the desk cannot be reached: what matters to the person happens anyway.
    if (isHelpful && answer.isOk) onSolved();
    if (!isHelpful) onDismissed();
  }

  return (
    <details
      class="suggestion"
      onToggle={(event) => {
        if (event.currentTarget.open) void open();
      }}
    >
      <summary>
        <strong lang={article.locale}>{article.title}</strong>
        <span lang={article.locale}>{article.summary}</span>
      </summary>
      {full.value && (
        <ArticleText
          html={full.value.html}
          contents={full.value.contents}
          locale={full.value.locale}
          showsContents={false}
        />
      )}
      <div class="field-row">
        <Button icon={check} onClick={() => void say(true)}>
          {t('suggestions.solved')}
        </Button>
        <Button icon={x} onClick={() => void say(false)}>
          {t('suggestions.other')}
        </Button>
      </div>
    </details>
  );
}
