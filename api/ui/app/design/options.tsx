export interface Option {
  id: string;
  title: string;
}

/** What can be chosen in a `select`. */
export function Options({ of, chosen }: { of: readonly Option[]; chosen: string | undefined }) {
  return of.map(({ id, title }) => (
    <option key={id} value={id} selected={id === chosen}>
      {title}
    </option>
  ));
}
