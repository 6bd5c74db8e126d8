export interface Option {
  id: string;
  title: string;
}

/** Which one a form goes back to once it was sent: an attribute, where `selected` is a property. */
const resetsTo = (isChosen: boolean): object => ({ defaultSelected: isChosen });

/** What can be chosen in a `select`. */
export function Options({ of, chosen }: { of: readonly Option[]; chosen: string | undefined }) {
  return of.map(({ id, title }) => (
    <option key={id} value={id} selected={id === chosen} {...resetsTo(id === chosen)}>
      {title}
    </option>
  ));
}
