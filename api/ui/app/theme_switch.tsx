import { t } from './language.ts';
import { chooseTheme, theme, themes } from './theme.ts';

export function ThemeSwitch() {
  return (
    <fieldset class="choice-row">
      <legend>{t('theme.title')}</legend>
      {themes.map((each) => (
        <label key={each} class="choice">
          <input
            type="radio"
            name="theme"
            checked={theme.value === each}
            onChange={() => chooseTheme(each)}
          />
          {t(`theme.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
