import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Article, ArticlePreview } from '../../../contract.ts';
import { request } from '../client.ts';
import { Button } from '../design/button.tsx';
import { DateField, filled, SelectField, TextField } from '../design/fields.tsx';
import { forgetDraft, readDraft, writeDraft } from '../draft.ts';
import { t } from '../language.ts';
import { agents, useProcess } from '../process.ts';
import { ArticleText } from './article_text.tsx';

const kinds = ['guide', 'faq', 'tutorial', 'known_error'] as const;
const locales = ['en', 'fr'] as const;
type ArticleLocale = (typeof locales)[number];
const textParts = ['title', 'summary', 'body'] as const;
type TextPart = (typeof textParts)[number];
type Texts = NonNullable<Article['editing']>['texts'];

/** What the fields hold at first. */
export interface ArticleStart {
  /** What is written and not saved is kept in this browser under it. */
  draftName: string;
  kind: string;
  category: string | null;
  service: string | null;
  owner: string | null;
  reviewOn: string | null;
  process: string | null;
  texts: Texts;
}

/** Everything of an article that can be written, each language with a look at the result. */
export function ArticleFields({ start }: { start: ArticleStart }) {
  const process = useProcess(start.process);
  const owners = agents.value.map(({ id, name }) => ({ id, title: name }));
  return (
    <>
      <div class="article-facts">
        <SelectField
          name="kind"
          label={t('article.kind')}
          options={kinds.map((id) => ({ id, title: t(`article_kind.${id}`) }))}
          value={start.kind}
        />
        <SelectField
          key={`category ${process?.locale}`}
          name="category"
          label={t('facts.category')}
          none={t('facts.none')}
          options={process?.categories ?? []}
          value={start.category ?? ''}
        />
        <SelectField
          key={`service ${process?.locale}`}
          name="service"
          label={t('facts.service')}
          none={t('facts.none')}
          options={process?.services ?? []}
          value={start.service ?? ''}
        />
        <SelectField
          key={`owner ${owners.length}`}
          name="owner"
          label={t('article.owner')}
          none={t('article.owner_unchanged')}
          options={owners}
          value={start.owner ?? ''}
        />
        <DateField name="reviewOn" label={t('article.review_on')} value={start.reviewOn ?? ''} />
      </div>
      {hasDraft(start.draftName) && <p class="hint">{t('article.unsaved')}</p>}
      {locales.map((locale) => (
        <LanguageFields
          key={locale}
          locale={locale}
          text={start.texts[locale]}
          draftName={start.draftName}
        />
      ))}
    </>
  );
}

interface LanguageFieldsProps {
  locale: ArticleLocale;
  text: Texts[ArticleLocale];
  draftName: string;
}

function LanguageFields({ locale, text, draftName }: LanguageFieldsProps) {
  const keptAs = (part: TextPart) => `${draftName}.${locale}.${part}`;
  const startOf = (part: TextPart) => readDraft(keptAs(part))?.body ?? text?.[part] ?? '';
  const keep = (part: TextPart) => (words: string) => writeDraft(keptAs(part), { body: words });
  const body = useSignal(startOf('body'));
  const showsPreview = useSignal(false);
  return (
    <fieldset class="article-language">
      <legend>{t(`article.language_${locale}`)}</legend>
      <TextField
        name={`texts.${locale}.title`}
        label={t('article.title')}
        maxLength={160}
        value={startOf('title')}
        onInput={keep('title')}
      />
      <TextField
        name={`texts.${locale}.summary`}
        label={t('article.summary')}
        hint={t('article.summary_hint')}
        maxLength={400}
        value={startOf('summary')}
        onInput={keep('summary')}
      />
      <TextField
        name={`texts.${locale}.body`}
        label={t('article.body')}
        hint={t('article.body_hint')}
        maxLength={50_000}
        rows={14}
        value={startOf('body')}
        onInput={(next) => {
          body.value = next;
          keep('body')(next);
        }}
      />
      <div>
        <Button
          isSmall
          isPressed={showsPreview.value}
          onClick={() => {
            showsPreview.value = !showsPreview.value;
          }}
        >
          {t('article.preview')}
        </Button>
      </div>
      {showsPreview.value && <Preview body={body.value} locale={locale} />}
    </fieldset>
  );
}

const previewPauseMs = 300;

function Preview({ body, locale }: { body: string; locale: ArticleLocale }) {
  const shown = useSignal<ArticlePreview | null>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      if (body.trim() === '') {
        shown.value = { html: '', contents: [] };
        return;
      }
      const { signal } = asking;
      const answer = await request<ArticlePreview>('POST', '/api/article-previews', {
        body: { body },
        signal,
      });
      if (answer.isOk && !signal.aborted) shown.value = answer.data;
    };
    const timer = setTimeout(() => void read(), isFirst.current ? 0 : previewPauseMs);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [body]);
  return (
    <section class="card" aria-label={t('article.preview')}>
      {shown.value && <ArticleText {...shown.value} locale={locale} showsContents={false} />}
    </section>
  );
}

function draftsOf(draftName: string): string[] {
  return locales.flatMap((locale) => textParts.map((part) => `${draftName}.${locale}.${part}`));
}

function hasDraft(draftName: string): boolean {
  return draftsOf(draftName).some((name) => readDraft(name) !== null);
}

/** What was written is saved, or not wanted. */
export function forgetArticleDraft(draftName: string): void {
  for (const name of draftsOf(draftName)) forgetDraft(name);
}

/** The article as the API wants it: a language without any word in it is none. */
export function articleFrom(data: FormData): object {
  const textOf = (locale: ArticleLocale) => {
    const part = (name: string) => filled(data, `texts.${locale}.${name}`);
    const text = { title: part('title'), summary: part('summary'), body: part('body') };
    return Object.values(text).some((value) => value !== undefined) ? text : undefined;
  };
  const owner = filled(data, 'owner');
  return {
    kind: filled(data, 'kind'),
    category: filled(data, 'category') ?? null,
    service: filled(data, 'service') ?? null,
    reviewOn: filled(data, 'reviewOn') ?? null,
    ...(owner ? { owner } : {}),
    texts: { en: textOf('en'), fr: textOf('fr') },
  };
}
