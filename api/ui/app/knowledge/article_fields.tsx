import type { ArticleBody } from '../../../contract.ts';
import { chosen, DateField, filled, SelectField, written } from '../design/fields.tsx';
import { type Language, languages, t } from '../words/language.ts';
import { agents, useProcess } from '../words/process.ts';
import { articleKinds } from '../words/words.ts';
import type { ArticleStart, TextPart } from './article_start.ts';
import { LanguageFields } from './language_fields.tsx';

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
          options={articleKinds.map((id) => ({ id, title: t(`article_kind.${id}`) }))}
          value={start.kind}
        />
        <SelectField
          key={`category ${process?.locale}`}
          name="category"
          label={t('facts.category')}
          none={t('facts.no_category')}
          options={process?.categories ?? []}
          value={start.category ?? ''}
        />
        <SelectField
          key={`service ${process?.locale}`}
          name="service"
          label={t('facts.service')}
          none={t('facts.no_service')}
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
      {languages.map((locale) => (
        <LanguageFields key={locale} locale={locale} text={start.texts[locale]} />
      ))}
    </>
  );
}

/** The article as the API wants it: a language without any word in it is none. */
export function articleFrom(data: FormData): ArticleBody {
  const textOf = (locale: Language) => {
    const part = (name: TextPart) => written(data, `texts.${locale}.${name}`);
    const text = { title: part('title'), summary: part('summary'), body: part('body') };
    return Object.values(text).some((value) => value !== '') ? text : undefined;
  };
  return {
    kind: chosen(data, 'kind', articleKinds) ?? 'guide',
    category: filled(data, 'category') ?? null,
    service: filled(data, 'service') ?? null,
    reviewOn: filled(data, 'reviewOn') ?? null,
    owner: filled(data, 'owner'),
    texts: { en: textOf('en'), fr: textOf('fr') },
  };
}
