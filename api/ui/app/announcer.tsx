import { signal } from '@preact/signals';

const words = signal('');
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something to screen readers without moving the focus; what comes together is said once. */
export function announce(text: string): void {
  if (!waiting.includes(text)) waiting.push(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    words.value = waiting.join(' ');
    waiting = [];
  }, 150);
}

export function Announcer() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}
