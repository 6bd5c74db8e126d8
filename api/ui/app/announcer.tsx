import { signal } from '@preact/signals';
import { secondMs } from '../../../workflows/domain/durations.ts';

const shownMs = 6 * secondMs;

const words = signal('');
const shown = signal('');
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let hiding: ReturnType<typeof setTimeout> | undefined;

/** Says something to screen readers without moving the focus; what comes together is said once. */
export function announce(text: string): void {
  if (!waiting.includes(text)) waiting.push(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    words.value = waiting.join(' ');
    waiting = [];
  }, 150);
}

/** Says it, and shows it for a few seconds: that something was done which cannot be seen elsewhere. */
export function tellBriefly(text: string): void {
  announce(text);
  shown.value = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    shown.value = '';
  }, shownMs);
}

export function Announcer() {
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">
        {words}
      </div>
      {shown.value !== '' && (
        <p class="told-briefly" aria-hidden="true">
          {shown}
        </p>
      )}
    </>
  );
}
