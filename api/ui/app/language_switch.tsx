import { ChoiceRow } from './design/choice.tsx';
import { chooseLanguage, type Language, language, languages, t } from './words/language.ts';

const names: Record<Language, string> = { en: 'English', fr: 'Français' };

export function LanguageSwitch() {
  return (
    <ChoiceRow
      name="language"
      legend={t('language.title')}
      options={languages.map((id) => ({ id, title: names[id], lang: id }))}
      chosen={language.value}
      onChoose={chooseLanguage}
    />
  );
}
