import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';

/** What was typed into a form and not sent yet, by the names of its fields. */
export type Fields = Readonly<Record<string, string>>;

/** The form around, as it was left. */
export const KeptFields = createContext<Fields>({});

/**
 * What a field holds at first: what was left in it, or else what it is given.
 * @param tell hears of what was left as it would of a choice, for fields that follow this one
 */
export function useFirstValue(
  name: string,
  given: string | undefined,
  tell?: (value: string) => void,
): string | undefined {
  const left = useContext(KeptFields)[name];
  useEffect(() => {
    if (left !== undefined && left !== given) tell?.(left);
  }, []);
  return left ?? given;
}
