import { useLocation } from 'preact-iso';
import { SmallField } from '../design/small_field.tsx';

/** The filters of a list that stand in its address: reloaded or sent to somebody, it is the same list. */
export function useFiltersOf(path: string) {
  const { query, route } = useLocation();
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`${path}${next.size === 0 ? '' : `?${next}`}`, true);
  };
  return { query, change, key: new URLSearchParams(query).toString() };
}

interface DayRangeProps {
  query: Record<string, string>;
  labels: { from: string; to: string };
  onChange(name: string, day: string): void;
}

/** The first day and the last one of what is shown. */
export function DayRange({ query, labels, onChange }: DayRangeProps) {
  return (
    <>
      {(['from', 'to'] as const).map((name) => (
        <SmallField key={name} label={labels[name]}>
          <input
            type="date"
            value={query[name] ?? ''}
            onChange={(event) => onChange(name, event.currentTarget.value)}
          />
        </SmallField>
      ))}
    </>
  );
}

/** The instants of days as this browser has them; the last day is within. */
export function instantsOf({ from, to }: Record<string, string>) {
  return { from: startOf(from, 0), to: startOf(to, 1) };
}

function startOf(day: string | undefined, daysLater: number): string | undefined {
  if (!day) return undefined;
  const [year, month, date] = day.split('-').map(Number);
  const at = new Date(year ?? Number.NaN, (month ?? 1) - 1, (date ?? 1) + daysLater);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
