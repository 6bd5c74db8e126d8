/** Columns of whatever is tried again and again, while nothing is wrong with it as far as is known. */
export const well = {
  failure: null,
  failure_words: null,
  failing_since: null,
  failure_streak: 0,
  retry_at: null,
} as const;
