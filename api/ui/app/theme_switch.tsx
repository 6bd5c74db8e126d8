import { ChoiceRow } from './design/choice.tsx';
import { t } from './language.ts';
import { chooseTheme, theme, themes } from './theme.ts';

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
