import type {
  ArrayExpression,
  ArrayExpressionElement,
  Expression,
  ObjectExpression,
} from 'oxc-parser';
import { definedWithin, Modules, type SourceModule, type Spot } from './modules.ts';

/** A line of a file, from 1. */
export interface Place {
  /** Whole path. */
  file: string;
  line: number;
}

/** What a path leads through. */
export type Root =
  /** A process, by its id and what it is: lists are counted by what is in them. */
  | { process: string; definition?: unknown }
  /** Something that the file exports, of which the path begins with the name. */
  | { exported: string };

/** Finds where parts of definitions are written: files are read as they are now, each once. */
export class WrittenPlaces {
  readonly #modules = new Modules();

  /**
   * Where a path of a definition is written, such as `groups.porters.tier` or `rules.urgent.do.1` (also
   * `do[1]`). Constants are followed, of imported files as well. What was made by a helper, or stands in a
   * list that cannot be counted without running it, is told by the nearest line around it: never by one
   * that says something else.
   *
   * @param file where the process is exported
   * @returns null where the file does not show it at all
   */
  find(file: string, root: Root, path: string): Place | null {
    const module = this.#modules.read(file);
    if (!module) return null;
    const keys = path.split(/[.[\]]/).filter((key) => key !== '');
    if ('exported' in root) {
      const found = this.#modules.exported(module, root.exported);
      return found && this.#walk(found, found, keys.slice(1), undefined);
    }
    const start = this.#processIn(module, root.process);
    return start && this.#walk(start, start, keys, root.definition);
  }

  #walk(start: Spot, shown: Spot, keys: readonly string[], value: unknown): Place {
    const [key, ...others] = keys;
    if (key === undefined) return placeOf(shown);
    const at = this.#modules.resolve(start);
    const { node } = at;
    const found =
      node.type === 'ObjectExpression'
        ? this.#property(at, node, key)
        : node.type === 'ArrayExpression'
          ? this.#element(at, node, Number(key), Array.isArray(value) ? value.length : undefined)
          : null;
    if (!found) return placeOf(shown);
    return this.#walk(found.value, found.shown, others, partOf(value, key));
  }

  /** The last one counts, as where it runs; what may hide it is what cannot be seen into. */
  #property({ module }: Spot, node: ObjectExpression, key: string): Found | null {
    const unseen: Found[] = [];
    for (const one of node.properties.toReversed()) {
      if (one.type === 'SpreadElement') {
        const spread = { module, node: one.argument };
        const inside = this.#modules.resolve(spread);
        if (inside.node.type !== 'ObjectExpression') {
          unseen.push({ shown: spread, value: spread });
          continue;
        }
        const found = this.#property(inside, inside.node, key);
        if (found) return unseen.length === 0 ? found : null;
        if (this.#isSeen(inside, inside.node)) continue;
        unseen.push({ shown: spread, value: spread });
      } else {
        const written = { module, node: one.key as Expression };
        const value = { module, node: one.value };
        if (one.computed && one.key.type !== 'Literal') {
          unseen.push({ shown: written, value: written });
        } else if (keyOf(one.key as Expression) === key) {
          return unseen.length === 0 ? { shown: written, value } : null;
        }
      }
    }
    return unseen.length === 1 ? (unseen[0] as Found) : null;
  }

  /** Whether all its keys can be read off it. */
  #isSeen({ module }: Spot, node: ObjectExpression): boolean {
    return node.properties.every((one) => {
      if (one.type !== 'SpreadElement') return !one.computed || one.key.type === 'Literal';
      const inside = this.#modules.resolve({ module, node: one.argument });
      return inside.node.type === 'ObjectExpression' && this.#isSeen(inside, inside.node);
    });
  }

  /** @param total how many there are once it has run, where that is known */
  #element(
    { module }: Spot,
    node: ArrayExpression,
    index: number,
    total: number | undefined,
  ): Found | null {
    const lengths = node.elements.map((one) => this.#lengthOf(module, one));
    const known = lengths.reduce<number>((sum, length) => sum + (length ?? 0), 0);
    const unknown = lengths.filter((length) => length === null).length;
    // Somebody took one out of it, or put one in, where it is not written.
    if (total !== undefined && (unknown === 0 ? known !== total : known > total)) return null;
    let from = 0;
    for (const [at, element] of node.elements.entries()) {
      const length = lengths[at] ?? (unknown === 1 && total !== undefined ? total - known : null);
      if (length === null) return null;
      if (index >= from + length) {
        from += length;
        continue;
      }
      if (!element) return null;
      if (element.type !== 'SpreadElement') {
        const one = { module, node: element };
        return { shown: one, value: one };
      }
      const spread = { module, node: element.argument };
      const inside = this.#modules.resolve(spread);
      if (inside.node.type !== 'ArrayExpression') return { shown: spread, value: spread };
      return this.#element(inside, inside.node, index - from, length);
    }
    return null;
  }

  /** How many a part of a list is: null where that is not to be seen. */
  #lengthOf(module: SourceModule, element: ArrayExpressionElement): number | null {
    if (element?.type !== 'SpreadElement') return 1;
    const inside = this.#modules.resolve({ module, node: element.argument });
    if (inside.node.type !== 'ArrayExpression') return null;
    const lengths = inside.node.elements.map((one) => this.#lengthOf(inside.module, one));
    return lengths.reduce<number | null>(
      (sum, length) => (sum === null || length === null ? null : sum + length),
      0,
    );
  }

  /** The one object of a file that is the process: null where several could be. */
  #processIn(module: SourceModule, id: string): Spot | null {
    const exported = [...module.exports.keys()].flatMap((name) => {
      const found = this.#modules.exported(module, name);
      return found ? [this.#modules.resolve(found)] : [];
    });
    return this.#oneOf(exported, id) ?? this.#oneOf(definedWithin(module), id);
  }

  #oneOf(spots: readonly Spot[], id: string): Spot | null {
    const objects = new Map(spots.map((spot) => [spot.node, spot]));
    const ids = [...objects.values()].map((spot) => [this.#idOf(spot), spot] as const);
    const named = ids.filter(([own]) => own === id);
    if (named.length > 0) return named.length === 1 ? (named[0]?.[1] ?? null) : null;
    // Its id may be made by a helper: where there is but one, it is that one.
    const unnamed = ids.filter(([own, { node }]) => own === undefined && hasKey(node, 'groups'));
    return unnamed.length === 1 ? (unnamed[0]?.[1] ?? null) : null;
  }

  #idOf(spot: Spot): string | undefined {
    const { node } = spot;
    const found = node.type === 'ObjectExpression' ? this.#property(spot, node, 'id') : null;
    const value = found && this.#modules.resolve(found.value).node;
    return value?.type === 'Literal' && typeof value.value === 'string' ? value.value : undefined;
  }
}

interface Found {
  /** What is pointed at. */
  shown: Spot;
  /** Where the path goes on. */
  value: Spot;
}

/** Where a part of a program begins. */
export function placeOf({ module: { file, text }, node }: Spot): Place {
  return { file, line: text.slice(0, node.start).split('\n').length };
}

function keyOf(key: Expression): string | undefined {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

function hasKey(node: Expression, key: string): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some((one) => one.type === 'Property' && keyOf(one.key as Expression) === key)
  );
}

function partOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[key];
}
