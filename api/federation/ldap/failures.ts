/** Why nothing could be read of a directory. */
export const directoryFailures = [
  'unreachable',
  'not_trusted',
  'bind_refused',
  'no_base',
  'too_many',
  'stopped_short',
  'refused',
] as const;

export type DirectoryFailure = (typeof directoryFailures)[number];
