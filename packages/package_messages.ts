/** One thing wrong in a package. */
export interface PackageProblem {
  /** Whole path. */
  file: string;
  line: number | null;
  /** Where in the definition, where it is about one. */
  path: string | null;
  message: string;
}

/** What the program that reads a package tells. */
export type FoundInPackage =
  | { problems: PackageProblem[] }
  | {
      /** Each with the file it is written in. */
      definitions: { definition: unknown; file: string }[];
      offers: unknown;
      files: string[];
    };
