/** Something in an iCalendar file that would silently close no day, or the wrong one. */
export interface IcsFault {
  /** From 1, as editors count. */
  line: number;
  /** The summary of the event, or its number in the file; empty outside of events. */
  event: string;
  value: string;
  expected: string;
}

interface Line {
  number: number;
  /** Before the first colon, with its parameters. */
  name: string;
  value: string;
  text: string;
}

/**
 * What the reader of iCalendar files forgives and a desk must not: it takes a day that does not
 * exist for another one, and an event without a start for none.
 */
export function icsFaults(text: string): IcsFault[] {
  const lines = unfolded(text);
  const [first] = lines;
  if (first?.text !== 'BEGIN:VCALENDAR') {
    return [{ line: 1, event: '', value: first?.text ?? '', expected: 'BEGIN:VCALENDAR' }];
  }
  const last = lines.at(-1) as Line;
  if (last.text !== 'END:VCALENDAR') {
    return [{ line: last.number, event: '', value: last.text, expected: 'END:VCALENDAR' }];
  }
  const events = eventsIn(lines);
  if (events.length === 0) {
    return [{ line: 1, event: '', value: first.text, expected: 'at least one event (VEVENT)' }];
  }
  return events.flatMap(eventFaults);
}

/** A line that begins with a blank goes on from the one before it (RFC 5545, 3.1). */
function unfolded(text: string): Line[] {
  const lines: Line[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const last = lines.at(-1);
    if (/^[ \t]/.test(raw) && last) last.text += raw.slice(1);
    else if (raw.trim() !== '')
      lines.push({ number: index + 1, name: '', value: '', text: raw.trim() });
  });
  for (const line of lines) {
    const colon = line.text.indexOf(':');
    line.name = line.text.slice(0, Math.max(colon, 0)).toUpperCase();
    line.value = line.text.slice(colon + 1);
  }
  return lines;
}

/** The lines of each event, without those of alarms inside it. */
function eventsIn(lines: Line[]): { begin: Line; lines: Line[]; number: number }[] {
  const events: { begin: Line; lines: Line[]; number: number }[] = [];
  const open: string[] = [];
  for (const line of lines) {
    if (line.name === 'END') open.pop();
    if (line.name === 'BEGIN') {
      open.push(line.value.toUpperCase());
      if (open.at(-1) === 'VEVENT')
        events.push({ begin: line, lines: [], number: events.length + 1 });
    } else if (open.at(-1) === 'VEVENT') {
      events.at(-1)?.lines.push(line);
    }
  }
  return events;
}

const durationPattern = /^P(?:\d+W|(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/;
const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

function eventFaults({ begin, lines, number }: ReturnType<typeof eventsIn>[number]): IcsFault[] {
  const find = (name: string) => lines.find((line) => line.name.split(';')[0] === name);
  const summary = find('SUMMARY')?.value;
  const event = summary ? `“${summary}”` : String(number);
  const fault = ({ number: line, text: value }: Line, expected: string) => ({
    line,
    event,
    value,
    expected,
  });
  const start = find('DTSTART');
  if (!start) return [fault(begin, 'a DTSTART in the event')];
  const dates = [start, find('DTEND')].filter((line) => line !== undefined);
  const wrong = dates.filter(({ value }) => !isInstant(value));
  if (wrong.length > 0) {
    return wrong.map((line) => fault(line, 'a day or an instant that exists, such as 20261231'));
  }
  const end = find('DTEND');
  // Two of one form compare as texts.
  if (end && end.value.length === start.value.length && end.value <= start.value) {
    return [fault(end, 'an end after the start')];
  }
  const length = find('DURATION');
  if (length && !durationPattern.test(length.value)) {
    return [fault(length, 'a duration such as P2D or PT4H')];
  }
  if (!end && !length && start.value.includes('T')) {
    return [fault(start, 'a DTEND or a DURATION, or a start without a time for the whole day')];
  }
  const rule = find('RRULE');
  const frequency = /(?:^|;)FREQ=([A-Z]+)/.exec(rule?.value ?? '')?.[1] ?? '';
  if (rule && !frequencies.includes(frequency)) {
    return [fault(rule, `a rule with FREQ one of ${frequencies.join(', ')}`)];
  }
  return [];
}

function isInstant(value: string): boolean {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(value);
  if (!parts) return false;
  const [, year, month, day, hour = '00', minute = '00'] = parts;
  const written = `${year}-${month}-${day}T${hour}:${minute}`;
  const at = Date.parse(`${written}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(written);
}
