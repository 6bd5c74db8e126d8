import { chooseLanguage, language, languages, t } from './language.ts';

const names = { en: 'English', fr: 'Français' };

export function LanguageSwitch() {
  return (
    <fieldset class="choice-row">
      <legend>{t('language.title')}</legend>
      {languages.map((each) => (
        <label key={each} class="choice" lang={each}>
          <input
            type="radio"
            name="language"
            checked={language.value === each}
            onChange={() => chooseLanguage(each)}
          />
          {names[each]}
        </label>
      ))}
    </fieldset>
  );
}
