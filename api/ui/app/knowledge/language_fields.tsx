import { useSignal } from '@preact/signals';
import { SwitchButton } from '../design/button.tsx';
import { TextField } from '../design/fields.tsx';
import { type Language, t } from '../words/language.ts';
import { Preview } from './article_preview.tsx';
import type { Texts } from './article_start.ts';

interface LanguageFieldsProps {
  locale: Language;
  text: Texts[Language];
}

export function LanguageFields({ locale, text }: LanguageFieldsProps) {
  const body = useSignal(text?.body ?? '');
  const showsPreview = useSignal(false);
  return (
    <fieldset class="article-language">
      <legend>{t(`article.language_${locale}`)}</legend>
      <TextField
        name={`texts.${locale}.title`}
        label={t('article.title')}
        maxLength={160}
        value={text?.title ?? ''}
      />
      <TextField
        name={`texts.${locale}.summary`}
        label={t('article.summary')}
        hint={t('article.summary_hint')}
        maxLength={400}
        value={text?.summary ?? ''}
      />
      <TextField
        name={`texts.${locale}.body`}
        label={t('article.body')}
        hint={t('article.body_hint')}
        maxLength={50_000}
        rows={14}
        value={text?.body ?? ''}
        onInput={(next) => {
          body.value = next;
        }}
      />
      <div>
        <SwitchButton isSmall isOn={showsPreview}>
          {t('article.preview')}
        </SwitchButton>
      </div>
      {showsPreview.value && <Preview body={body.value} locale={locale} />}
    </fieldset>
  );
}
