/** What a text quotes, and names that programs give to things: they are no words of the language. */
const quotations = /«[^»]*»|`[^`]*`|"[^"]*"|\b\w+(?:[._]\w+)+\b/gu;

const englishWords =
  /(?<![\p{L}-])(the|of|that|is|are|was|which|with|and|not|this|there|here|expected|received|characters?|bytes|items|to|by|has|have|at least|at most|one|who|group|ticket is)(?![\p{L}-])/u;

/** The first English word in a French sentence, outside of what it quotes; null where there is none. */
export function englishWordIn(text: string): string | null {
  return englishWords.exec(text.replaceAll(quotations, ''))?.[0] ?? null;
}

/** What French never does: an ordinary space before its high punctuation or inside of its quotes. */
export const wrongFrenchSpaces = /[\p{L}\d»}] ?[;!?]|[\p{L}\d»] :|« | »|'/u;
