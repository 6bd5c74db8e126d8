/** More would not go faster, and a statement takes 65,535 values at most. */
const rowsPerInsert = 500;

/** Rows in the portions that one statement inserts. */
export function* chunksOf<T>(
  rows: readonly T[],
  rowsPerChunk = rowsPerInsert,
): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += rowsPerChunk) {
    yield rows.slice(start, start + rowsPerChunk);
  }
}
