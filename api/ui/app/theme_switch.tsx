import { ChoiceRow } from './design/choice.tsx';
import { chooseTheme, theme, themes } from './theme.ts';
import { t } from './words/language.ts';

export function ThemeSwitch() {
  return (
    <ChoiceRow
      name="theme"
      legend={t('theme.title')}
      options={themes.map((id) => ({ id, title: t(`theme.${id}`) }))}
      chosen={theme.value}
      onChoose={chooseTheme}
    />
  );
}
