/** Lengths of time in milliseconds. Everything that needs one of them takes it from here. */

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
/** 24 hours, which a local day is not on two days of the year. */
export const dayMs = 24 * hourMs;
