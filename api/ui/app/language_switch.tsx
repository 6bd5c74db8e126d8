import { ChoiceRow } from './design/choice.tsx';
import { chooseLanguage, language, languages, t } from './words/language.ts';

const names = { en: 'English', fr: 'Français' };

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
