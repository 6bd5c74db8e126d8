/** Puts the focus into the form of the chosen action. */
export function focusDock(): void {
  document
    .querySelector<HTMLElement>('.dock-form :is(textarea, select, input, button[type=submit])')
    ?.focus();
}
