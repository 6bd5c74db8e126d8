import { hourMs } from '../../domain/durations.ts';

const hoursPerWeek = 168;

/**
 * How many tickets a group had open, hour by hour. A stretch of any length costs the same: whole
 * hours are kept as where they begin and end, and summed once at the end.
 */
export class LoadMeter {
  private readonly firstHour: number;
  /** Change of the number of tickets open for the whole of this hour and those after it. */
  private readonly changes: Float64Array;
  /** Part of this hour for which tickets were open that were not open for all of it. */
  private readonly parts: Float64Array;

  constructor(fromMs: number, toMs: number) {
    this.firstHour = Math.floor(fromMs / hourMs);
    const count = Math.floor(toMs / hourMs) - this.firstHour + 2;
    this.changes = new Float64Array(count);
    this.parts = new Float64Array(count);
  }

  /** One ticket lay with the group in [fromMs, toMs), within the period of the meter. */
  add(fromMs: number, toMs: number): void {
    const from = fromMs / hourMs - this.firstHour;
    const to = toMs / hourMs - this.firstHour;
    const first = Math.floor(from);
    const last = Math.floor(to);
    if (first === last) {
      bump(this.parts, first, to - from);
      return;
    }
    bump(this.parts, first, first + 1 - from);
    bump(this.parts, last, to - last);
    bump(this.changes, first + 1, 1);
    bump(this.changes, last, -1);
  }

  /**
   * Mean number of open tickets, over the period and in each hour of the week.
   * @param hoursOfWeek for each hour of the period, which hour of the week it is
   */
  means(hoursOfWeek: readonly number[]): { mean: number; byHourOfWeek: number[] } {
    const sums = new Array<number>(hoursPerWeek).fill(0);
    const counts = new Array<number>(hoursPerWeek).fill(0);
    let whole = 0;
    let sum = 0;
    hoursOfWeek.forEach((hour, index) => {
      whole += this.changes[index] ?? 0;
      const open = whole + (this.parts[index] ?? 0);
      sum += open;
      bump(sums, hour, open);
      bump(counts, hour, 1);
    });
    return {
      mean: sum / Math.max(hoursOfWeek.length, 1),
      byHourOfWeek: sums.map((total, hour) => total / Math.max(counts[hour] as number, 1)),
    };
  }
}

function bump(values: number[] | Float64Array, index: number, by: number): void {
  values[index] = (values[index] as number) + by;
}

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** For each whole hour that [fromMs, toMs) touches, its hour of the week there: 0 is Monday 00:00. */
export function hoursOfWeek(fromMs: number, toMs: number, zone: string): number[] {
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const hours: number[] = [];
  for (let at = Math.floor(fromMs / hourMs) * hourMs; at < toMs; at += hourMs) {
    const [weekday = '', hour = ''] = wall.format(at).split(/,? /);
    hours.push(weekdayNames.indexOf(weekday) * 24 + Number(hour));
  }
  return hours;
}
