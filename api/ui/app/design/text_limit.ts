import { t } from '../words/language.ts';

/**
 * Says of a text that is too long that it is, in characters as people count them. Nothing of it is
 * cut off: what was pasted is there to be shortened.
 */
export function limitText(field: HTMLInputElement | HTMLTextAreaElement, max: number): void {
  // There are never more characters than units of UTF-16.
  const count = field.value.length <= max ? 0 : Array.from(field.value).length;
  field.setCustomValidity(count > max ? t('field.too_long', { count, max }) : '');
}
