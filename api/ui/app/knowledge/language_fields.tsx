import { useSignal } from '@preact/signals';
import { SwitchButton } from '../design/button.tsx';
import { TextField } from '../design/fields.tsx';
import { readDraft, writeDraft } from '../draft.ts';
import { type Language, t } from '../words/language.ts';
import type { TextPart, Texts } from './article_draft.ts';
import { Preview } from './article_preview.tsx';

interface LanguageFieldsProps {
  locale: Language;
  text: Texts[Language];
  draftName: string;
}

export function LanguageFields({ locale, text, draftName }: LanguageFieldsProps) {
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
        <SwitchButton isSmall isOn={showsPreview}>
          {t('article.preview')}
        </SwitchButton>
      </div>
      {showsPreview.value && <Preview body={body.value} locale={locale} />}
    </fieldset>
  );
}
