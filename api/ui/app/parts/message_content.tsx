import { type Signal, useSignal } from '@preact/signals';
import type { Attachment } from '../../../contract.ts';
import { textParts } from '../design/text.tsx';
import { AttachmentList } from './attachments.tsx';
import { OpenedPicture } from './opened_picture.tsx';
import { messageParts, type Picture, picturesOf } from './pictures.ts';

interface MessageContentProps {
  ticketId: string;
  body: string;
  files: Attachment[];
}

/** What was said and sent with it: pictures among the words where they are named, the others below. */
export function MessageContent({ ticketId, body, files }: MessageContentProps) {
  const opened = useSignal<string | null>(null);
  const pictures = picturesOf(ticketId, files);
  const parts = messageParts(body, pictures);
  const placed = new Set(parts.flatMap((part) => ('picture' in part ? part.picture.id : [])));
  return (
    <>
      <p class="text" dir="auto">
        {parts.map((part) =>
          'words' in part ? (
            textParts(part.words)
          ) : (
            <PictureLink key={part.picture.id} picture={part.picture} opened={opened} isInline />
          ),
        )}
      </p>
      <AttachmentList
        ticketId={ticketId}
        files={files.filter(({ id }) => !placed.has(id))}
        pictureOf={({ id }) => {
          const picture = pictures.find((each) => each.id === id);
          return picture && <PictureLink picture={picture} opened={opened} />;
        }}
      />
      <OpenedPicture pictures={pictures} opened={opened} />
    </>
  );
}

interface PictureLinkProps {
  picture: Picture;
  opened: Signal<string | null>;
  isInline?: boolean;
}

/** A small view that opens the large one; with the keys of the browser it opens elsewhere. */
function PictureLink({ picture, opened, isInline = false }: PictureLinkProps) {
  return (
    <a
      class={isInline ? 'picture is-inline' : 'picture'}
      href={picture.address}
      // Elsewhere is where the browser opens it: the router would take it for a page of its own.
      target="_blank"
      rel="noreferrer"
      aria-haspopup="dialog"
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        opened.value = picture.id;
      }}
    >
      <img src={picture.address} alt={picture.name} loading="lazy" />
    </a>
  );
}
