import chevronLeft from 'icon:chevron-left';
import chevronRight from 'icon:chevron-right';
import download from 'icon:download';
import link from 'icon:link';
import zoomIn from 'icon:zoom-in';
import zoomOut from 'icon:zoom-out';
import { type Signal, useSignal } from '@preact/signals';
import { copyLink } from '../copy_link.ts';
import { Button, IconButton, IconLink } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { t } from '../words/language.ts';
import type { Picture } from './pictures.ts';

/** Times its own size; 0 is as large as there is room. */
const zooms = [0, 1, 2, 4] as const;

interface PictureViewProps {
  /** Those that the arrows go through. */
  pictures: readonly Picture[];
  first: number;
  onClose(): void;
}

/** A picture as large as there is room, or larger, with those beside it one key away. */
export default function PictureView({ pictures, first, onClose }: PictureViewProps) {
  const place = useSignal(first);
  const zoom = useSignal(0);
  const picture = pictures[place.value];
  if (!picture) return null;

  const go = (step: 1 | -1) => {
    place.value = (place.value + step + pictures.length) % pictures.length;
    zoom.value = 0;
  };
  const scale = (step: 1 | -1) => {
    zoom.value = Math.min(Math.max(zoom.value + step, 0), zooms.length - 1);
  };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    '+': () => scale(1),
    '-': () => scale(-1),
    0: () => {
      zoom.value = 0;
    },
  };
  return (
    <Dialog title={picture.name} isWide onClose={onClose}>
      {(close) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: what it hears, its buttons do as well.
        <div
          class="picture-view"
          onKeyDown={(event) => {
            const run = keys[event.key];
            const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
            // A picture that is larger than its place is moved by the arrows.
            const isMoving = zoom.value > 0 && event.key.startsWith('Arrow');
            if (!run || !isPlain || isMoving) return;
            event.preventDefault();
            run();
          }}
        >
          <Stage key={picture.id} picture={picture} times={zooms[zoom.value] ?? 0} />
          <div class="picture-tools">
            {pictures.length > 1 && (
              <>
                <IconButton
                  icon={chevronLeft}
                  label={t('picture.previous')}
                  onClick={() => go(-1)}
                />
                <span role="status">
                  {t('picture.place', { place: place.value + 1, count: pictures.length })}
                </span>
                <IconButton icon={chevronRight} label={t('picture.next')} onClick={() => go(1)} />
              </>
            )}
            <Zoom zoom={zoom} onScale={scale} />
            <Address picture={picture} />
            <Button onClick={close}>{t('shortcuts.close')}</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Stage({ picture, times }: { picture: Picture; times: number }) {
  const ownWidth = useSignal(0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="picture-stage" tabIndex={0} aria-label={picture.name}>
      <img
        class={times === 0 ? 'is-fitted' : ''}
        src={picture.address}
        alt={picture.name}
        {...(times > 0 && { width: ownWidth.value * times })}
        onLoad={(event) => {
          ownWidth.value = event.currentTarget.naturalWidth;
        }}
      />
    </section>
  );
}

function Zoom({ zoom, onScale }: { zoom: Signal<number>; onScale(step: 1 | -1): void }) {
  const times = zooms[zoom.value] ?? 0;
  return (
    <>
      <IconButton
        icon={zoomOut}
        label={t('picture.smaller')}
        disabled={zoom.value === 0}
        onClick={() => onScale(-1)}
      />
      <span class="soft" role="status">
        {times === 0 ? t('picture.fitted') : t('picture.zoom', { times })}
      </span>
      <IconButton
        icon={zoomIn}
        label={t('picture.larger')}
        disabled={zoom.value === zooms.length - 1}
        onClick={() => onScale(1)}
      />
    </>
  );
}

/** One that was not sent yet has no address for others. */
function Address({ picture: { address } }: { picture: Picture }) {
  const isSent = address.startsWith('/');
  return (
    <>
      {isSent && (
        <IconButton
          icon={link}
          label={t('picture.copy_link')}
          onClick={() => void copyLink(address)}
        />
      )}
      <IconLink icon={download} href={address} label={t('picture.download')} isDownload />
    </>
  );
}
