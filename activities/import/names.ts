import { createHash } from 'node:crypto';
import type { Tier } from '../../workflows/domain/ticket.ts';
import { type LogRow, type Named, type NamedField, namedFields } from './log_row.ts';

/** More names than this are no teams, categories or services: the mapping takes another column. */
export const namesMax = 20_000;
const collisionsTold = 50;
const notesTold = 20;
/** Of a name, in the addresses of the API. */
const lengthMax = 64;

/** A log names things in a way that a process cannot take. */
export class NamesError extends Error {
  override readonly name = 'NamesError';
}

/**
 * A word of a log as a name of a process, in its own script: “Réseau / Wi-Fi” → `réseau_wi_fi`. Of
 * a word without any letter or digit, and the end of a long one, it is made up.
 */
export function nameOf(word: string): string {
  const name = word
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  if (name === '') return `n_${digestOf(word)}`;
  // What every object has is no name of ours.
  const own = /^[\p{Ll}\p{Lo}\p{Lm}]/u.test(name) && !(name in {}) ? name : `n_${name}`;
  if (own.length <= lengthMax) return own;
  // By characters, of which one may count twice.
  const beginning = [...own].slice(0, 27).join('').replace(/_+$/, '');
  return `${beginning}_${digestOf(word)}`;
}

function digestOf(word: string): string {
  return createHash('sha256').update(word.normalize('NFC')).digest('hex').slice(0, 8);
}

/** What a log names, collected row by row. */
export class LogNames {
  /** By field: the name of the process → the word of the log for it. */
  readonly words: Record<NamedField, Map<string, string>> = {
    group: new Map(),
    category: new Map(),
    service: new Map(),
  };
  /** Tiers by group, as the first row that says both. */
  readonly tiers = new Map<string, Tier>();
  /** Tiers of rows that name no group. */
  readonly bareTiers = new Set<Tier>();
  private readonly ofTwoTiers = new Map<string, { word: string; known: Tier; tier: Tier }>();
  /** By field and name: the words that are not the mapping's. */
  private readonly found = new Map<string, string>();
  private readonly collisions = new Map<string, string>();

  add(row: LogRow): void {
    for (const field of namedFields) {
      const named = row[field];
      if (named) this.addNamed(field, named);
    }
    const { group, tier } = row;
    if (tier === undefined) return;
    if (group === undefined) {
      this.bareTiers.add(tier);
      return;
    }
    const known = this.tiers.get(group.name);
    if (known === undefined) this.tiers.set(copyOf(group.name), tier);
    else if (known !== tier) this.ofTwoTiers.set(group.name, { word: group.word, known, tier });
  }

  /** What of the names is not as it should be, and what was made of it. */
  notes(): string[] {
    return [...this.ofTwoTiers.values()].slice(0, notesTold).map(({ word, known, tier }) => {
      return `group "${word}" is said to be of tier ${known} and of tier ${tier}: the first counts`;
    });
  }

  /** @throws NamesError where two words that are not the same become one name. */
  check(): void {
    if (this.collisions.size === 0) return;
    const advice = 'say in the mapping’s values what each of them is; one word may be both';
    throw new NamesError(`${[...this.collisions.values()].join('\n')}\n${advice}`);
  }

  private addNamed(field: NamedField, { name, word, isSaid }: Named): void {
    const words = this.words[field];
    if (!words.has(name)) {
      if (words.size >= namesMax) {
        throw new NamesError(`${field}: more than ${namesMax} names are no names of ${field}s`);
      }
      words.set(copyOf(name), copyOf(word));
    }
    if (isSaid) return;
    const key = `${field} ${name}`;
    const found = this.found.get(key);
    if (found === undefined) this.found.set(key, copyOf(word));
    else if (
      found !== word &&
      found.normalize() !== word.normalize() &&
      this.collisions.size < collisionsTold
    ) {
      this.collisions.set(key, `${field} "${found}" and "${word}" would both be "${name}"`);
    }
  }
}

/** A piece of a log, kept, would keep all of the text it was read with. */
export function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
