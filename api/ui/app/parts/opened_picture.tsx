import type { Signal } from '@preact/signals';
import { ErrorBoundary, lazy } from 'preact-iso';
import { withWords } from '../words/language.ts';
import type { Picture } from './pictures.ts';

const PictureView = lazy(() => withWords(() => import('./picture_view.tsx')));

interface OpenedPictureProps {
  pictures: readonly Picture[];
  opened: Signal<string | null>;
}

/** The picture that is looked at, over the page; fetched with the first that is. */
export function OpenedPicture({ pictures, opened }: OpenedPictureProps) {
  const first = pictures.findIndex(({ id }) => id === opened.value);
  if (first === -1) return null;
  const close = () => {
    opened.value = null;
  };
  return (
    <ErrorBoundary>
      <PictureView pictures={pictures} first={first} onClose={close} />
    </ErrorBoundary>
  );
}
