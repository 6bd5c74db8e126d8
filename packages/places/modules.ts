import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Expression,
  type Program,
  parseSync,
  type Statement,
  type VariableDeclaration,
  Visitor,
} from 'oxc-parser';

/** A part of a program, and the file that it stands in. */
export interface Spot {
  module: SourceModule;
  node: Expression;
}

/** One file of source text, with what its own names stand for. */
export interface SourceModule {
  file: string;
  text: string;
  program: Program;
  /** What each constant of the file is, by its name there. */
  constants: ReadonlyMap<string, Expression>;
  /** Names of other files: where each comes from, and what it is called there. */
  imports: ReadonlyMap<string, Import>;
  /** What each exported name is in this file, or in another. */
  exports: ReadonlyMap<string, { local: string } | { node: Expression } | Import>;
}

interface Import {
  file: string;
  name: string;
}

/** Reads files of source text, each once. */
export class Modules {
  readonly #byFile = new Map<string, SourceModule | null>();

  /** Null where there is no such file, or it is no program. */
  read(file: string): SourceModule | null {
    const known = this.#byFile.get(file);
    if (known !== undefined) return known;
    const read = existsSync(file) ? parsed(file, readFileSync(file, 'utf8')) : null;
    this.#byFile.set(file, read);
    return read;
  }

  /**
   * What an expression is once constants are followed, through files that are imported as well. What
   * cannot be told without running it (calls of helpers, conditions, parameters) is left as it stands.
   */
  resolve(spot: Spot, stepsLeft = 50): Spot {
    const node = withoutTypes(spot.node);
    const here = { module: spot.module, node };
    if (node.type === 'CallExpression') {
      const [given] = node.arguments;
      if (!isDefining(node.callee) || !given || given.type === 'SpreadElement') return here;
      return this.resolve({ module: spot.module, node: given }, stepsLeft);
    }
    if (node.type !== 'Identifier' || stepsLeft === 0) return here;
    const named = this.#named(spot.module, node.name, stepsLeft - 1);
    return named ? this.resolve(named, stepsLeft - 1) : here;
  }

  /** What a file exports under a name. */
  exported(module: SourceModule, name: string, stepsLeft = 50): Spot | null {
    const found = module.exports.get(name);
    if (!found || stepsLeft === 0) return null;
    if ('node' in found) return { module, node: found.node };
    if ('local' in found) return this.#named(module, found.local, stepsLeft - 1);
    const other = this.read(found.file);
    return other && this.exported(other, found.name, stepsLeft - 1);
  }

  #named(module: SourceModule, name: string, stepsLeft: number): Spot | null {
    const node = module.constants.get(name);
    if (node) return { module, node };
    const from = module.imports.get(name);
    const other = from && this.read(from.file);
    return other ? this.exported(other, from.name, stepsLeft) : null;
  }
}

/** Whether it is called to give back what it is given. */
function isDefining(callee: Expression): boolean {
  return callee.type === 'Identifier' && ['defineProcess', 'defineOffers'].includes(callee.name);
}

/**
 * What a file defines within functions or lists, wherever: their names may mean something else there than
 * at the top, so none is followed.
 */
export function definedWithin(module: SourceModule): Spot[] {
  const found: Spot[] = [];
  const within = { ...module, constants: new Map(), imports: new Map() };
  new Visitor({
    CallExpression({ callee, arguments: [given] }) {
      if (!isDefining(callee) || !given || given.type === 'SpreadElement') return;
      found.push({ module: within, node: withoutTypes(given) });
    },
  }).visit(module.program);
  return found;
}

/** Types and brackets say nothing of what is written. */
export function withoutTypes(node: Expression): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return withoutTypes(node.expression);
    default:
      return node;
  }
}

function parsed(file: string, text: string): SourceModule | null {
  // JSON is an expression, and no program.
  const isJson = file.endsWith('.json');
  const source = isJson ? `export default ${text}` : text;
  const { program, errors } = parseSync(isJson ? `${file}.ts` : file, source, {
    sourceType: 'module',
  });
  if (errors.length > 0) return null;
  const constants = new Map<string, Expression>();
  const imports = new Map<string, Import>();
  const exports = new Map<string, { local: string } | { node: Expression } | Import>();
  const fileOf = (specifier: string) => path.resolve(path.dirname(file), specifier);
  for (const statement of program.body) {
    readImport(statement, fileOf, imports);
    readExport(statement, fileOf, exports);
    for (const [name, node] of constantsOf(statement)) constants.set(name, node);
  }
  return { file, text: source, program, constants, imports, exports };
}

function readImport(
  statement: Statement,
  fileOf: (specifier: string) => string,
  imports: Map<string, Import>,
): void {
  if (statement.type !== 'ImportDeclaration' || !statement.source.value.startsWith('.')) return;
  const file = fileOf(statement.source.value);
  for (const one of statement.specifiers) {
    if (one.type === 'ImportNamespaceSpecifier') continue;
    const name = one.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(one.imported);
    imports.set(one.local.name, { file, name });
  }
}

function readExport(
  statement: Statement,
  fileOf: (specifier: string) => string,
  exports: Map<string, { local: string } | { node: Expression } | Import>,
): void {
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement;
    if (/Declaration$|^Class|^Function/.test(declaration.type)) return;
    exports.set('default', { node: declaration as Expression });
  } else if (statement.type === 'ExportNamedDeclaration') {
    for (const [name] of constantsOf(statement)) exports.set(name, { local: name });
    const source = statement.source?.value;
    for (const { local, exported } of statement.specifiers) {
      if (source === undefined) exports.set(nameOf(exported), { local: nameOf(local) });
      else if (source.startsWith('.'))
        exports.set(nameOf(exported), { file: fileOf(source), name: nameOf(local) });
    }
  }
}

function constantsOf(statement: Statement): [name: string, node: Expression][] {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return [];
  return (declaration as VariableDeclaration).declarations.flatMap(
    ({ id, init }): [string, Expression][] =>
      id.type === 'Identifier' && init ? [[id.name, init]] : [],
  );
}

function nameOf(name: { type: string; name?: string; value?: string }): string {
  return name.name ?? name.value ?? '';
}
