/** Puts the focus into the form of the chosen action. */
export function focusDock(): void {
  document
    .querySelector<HTMLElement>('.dock-form :is(textarea, select, input, button[type=submit])')
    ?.focus();
}

/** The same, into the first of these that it has: of the ticket, or of its process, by name. */
export function focusAsked(names: readonly string[]): void {
  const fields = names.flatMap((name) => [
    `.dock-form [name="${name}"]:not([type=hidden])`,
    `.dock-form [name="fields.${name}"]:not([type=hidden])`,
    `.dock-form [name="fields.${name}.found"]`,
  ]);
  document.querySelector<HTMLElement>(fields.join())?.focus();
}
