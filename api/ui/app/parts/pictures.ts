import type { Attachment } from '../../../contract.ts';
import { addressOf } from '../client/desk.ts';

/** A picture that can be looked at. */
export interface Picture {
  id: string;
  name: string;
  address: string;
}

/** Part of a message: words, or a picture that was put among them. */
export type MessagePart = { words: string } | { picture: Picture };

/** What a browser draws, and nothing in it can act. */
export function isPicture({ mediaType }: Pick<Attachment, 'mediaType'>): boolean {
  return ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(mediaType);
}

export function picturesOf(ticketId: string, files: readonly Attachment[]): Picture[] {
  return files.filter(isPicture).map(({ id, name }) => ({
    ...{ id, name },
    address: addressOf('getAttachment', { path: { id: ticketId, attachment: id } }),
  }));
}

/** How a message names a picture where it is to be seen: readable where none can be, as in a mail. */
export function placeOf(name: string): string {
  return `[${name}]`;
}

/** A message with each picture where it is named first; every other mention stays words. */
export function messageParts(body: string, pictures: readonly Picture[]): MessagePart[] {
  const found = pictures
    .map((picture) => ({ picture, at: body.indexOf(placeOf(picture.name)) }))
    .filter(({ at }) => at !== -1)
    .sort((one, other) => one.at - other.at);
  const parts: MessagePart[] = [];
  let end = 0;
  for (const { picture, at } of found) {
    // Two of the same name are named by the same words: the first stands there.
    if (at < end) continue;
    if (at > end) parts.push({ words: body.slice(end, at) });
    parts.push({ picture });
    end = at + placeOf(picture.name).length;
  }
  if (end < body.length) parts.push({ words: body.slice(end) });
  return parts;
}
