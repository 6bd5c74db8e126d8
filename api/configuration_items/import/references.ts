const between = /[;|]/;

/** The items that a cell names: inventory numbers or ids, between `;` or `|`. */
export function namedIn(cell: string): string[] {
  return cell
    .split(between)
    .map((one) => one.trim())
    .filter(Boolean);
}

/**
 * A cell that names items: by their inventory numbers, or by their ids where they have none or where
 * it would be read as several.
 */
export function naming(
  items: readonly { item_id: string; inventory_number: string | null }[],
): string {
  return items
    .map(({ item_id: id, inventory_number: number }) =>
      number === null || between.test(number) ? id : number,
    )
    .toSorted()
    .join('|');
}
