import { placeOf } from './pictures.ts';

/** Names a picture in a text where its cursor is, on a line of its own where there are words before. */
export function placePicture(field: HTMLTextAreaElement, name: string): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const isLineBegun = start > 0 && value[start - 1] !== '\n';
  field.setRangeText(`${isLineBegun ? '\n' : ''}${placeOf(name)}\n`, start, end, 'end');
  tellWritten(field);
}

/** What names a picture that is not sent after all goes from the texts around it. */
export function unplacePicture(fields: Iterable<HTMLTextAreaElement>, name: string): void {
  for (const field of fields) {
    const start = field.value.indexOf(placeOf(name));
    if (start === -1) continue;
    field.setRangeText('', start, start + placeOf(name).length, 'preserve');
    tellWritten(field);
  }
}

/** As if it were typed: whoever keeps what is written hears of it. */
function tellWritten(field: HTMLTextAreaElement): void {
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
