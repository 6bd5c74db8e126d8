import { secondMs } from '../workflows/domain/durations.ts';

/** `Retry-After` in seconds, or as a date (RFC 9110, §10.2.3). @returns milliseconds; null where it says no wait */
export function retryAfterMsOf(header: string | null | undefined): number | null {
  if (header == null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * secondMs : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
