/** What is scrolled to move through a place: itself, or the page where there is little room. */
export function scrollerOf(place: HTMLElement): HTMLElement {
  return getComputedStyle(place).overflowY === 'visible' ? document.documentElement : place;
}

export function isAtEnd({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean {
  return scrollTop + clientHeight >= scrollHeight - 8;
}

/** The first entry of a timeline that is shown in a place. */
export function firstEntryIn(place: HTMLElement): Element | null {
  return place.querySelector('.entries > li');
}
