/** Words too common in what people write to a desk to say what it is about; folded, en and fr. */
const stopWords = new Set(
  `
  a about after again all also am an and any are as at be because been before but by can cannot
  could day days did do does doing don done every for from get gets got had has have having
  hello help her here hi his hour hours how i if in into is issue it its just me more my need
  needs no not now of off on one or our out over please problem since so some still than thanks
  that the their them then there these they this to today tomorrow too under up us very was we
  were what when where which while who why will with without work working works would yesterday
  you your
  alors apres au aucun aujourd aussi autre aux avant avec besoin bonjour ca car ce cela ces cet
  cette chaque chez comme comment dans de demain depuis des dois du elle elles en encore est et
  etait etre eu faire fait faut fonctionne fonctionnent heure heures hier hui il ils impossible
  incident je jour jours la le les leur leurs lors lui ma mais marche marchent me meme merci mes
  moi mon ne ni nos notre nous on ont ou par pas peu peut plus pour pouvez probleme qu quand que
  quel quelle qui quoi sa sans se ses si son sont sur svp ta te tes tous tout toutes tres trop
  tu un une vers vos votre vous`.split(/\s+/),
);

const wordLengthMin = 3;

/** What a subject is about: its words without accents, numbers and what every subject says. */
export function wordsOf(subject: string): string[] {
  const folded = subject.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const words = folded.match(/\p{L}+/gu) ?? [];
  return [...new Set(words)].filter((word) => word.length >= wordLengthMin && !stopWords.has(word));
}

/**
 * Groups of at least `min` that are alike: each around the one most others are like, so that a chain
 * of small likenesses joins nothing. Numbers are positions below `count`; a pair comes once.
 * @returns each group with its centre first; the largest group first
 */
export function clustersOf(count: number, pairs: [number, number][], min: number): number[][] {
  const alike = Array.from({ length: count }, () => new Set<number>());
  for (const [one, other] of pairs) {
    alike[one]?.add(other);
    alike[other]?.add(one);
  }
  const clusters: number[][] = [];
  for (;;) {
    const centre = indexOfLargest(alike);
    const around = alike[centre];
    if (!around || around.size + 1 < min) return clusters;
    const cluster = [centre, ...around];
    clusters.push(cluster);
    for (const member of cluster) remove(alike, member);
  }
}

function indexOfLargest(sets: Set<number>[]): number {
  return sets.reduce((best, set, i) => (set.size > (sets[best]?.size ?? 0) ? i : best), 0);
}

function remove(alike: Set<number>[], member: number): void {
  for (const other of alike[member] ?? []) alike[other]?.delete(member);
  alike[member] = new Set();
}

const sharedShare = 0.6;
const sharedMax = 5;

/** The words that most members of a group have, the most common first. */
export function sharedWords(members: string[][]): string[] {
  const counts = new Map<string, number>();
  for (const word of members.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= members.length * sharedShare)
    .sort(([, one], [, other]) => other - one)
    .slice(0, sharedMax)
    .map(([word]) => word);
}
