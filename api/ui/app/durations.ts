/** Lengths of time in milliseconds. The screens share no code with the desk but its contract. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
