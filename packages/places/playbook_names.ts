import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Argument, type Expression, type ParamPattern, Visitor } from 'oxc-parser';
import { ownOf } from '../../workflows/domain/keys.ts';
import { Modules, type SourceModule } from './modules.ts';
import { type Place, placeOf } from './written_at.ts';

/** What a playbook names that a desk has or lacks. */
export type NamedKind =
  | 'group'
  | 'task'
  | 'approval'
  | 'calendar'
  | 'process'
  | 'category'
  | 'service'
  | 'webhook'
  | 'secret';

export interface NamedByPlaybook {
  kind: NamedKind;
  name: string;
  place: Place;
}

/** Of the words of `desk` that name something: by which property of what they are given, or its first. */
const namings: Readonly<Record<string, Readonly<Record<string, NamedKind>> | NamedKind>> = {
  task: { group: 'group', task: 'task' },
  approval: { rule: 'approval' },
  openTicket: { process: 'process', category: 'category', service: 'service' },
  window: 'calendar',
  webhook: 'webhook',
  secret: 'secret',
};

/**
 * What the playbooks of a folder name as it is written there, with file and line. What they are told only
 * when they run is not found.
 */
export function namesInPlaybooks(directory: string): NamedByPlaybook[] {
  const folder = path.join(directory, 'playbooks');
  if (!existsSync(folder)) return [];
  const modules = new Modules();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?ts$/.test(file))
    .sort();
  return files.flatMap((file) => {
    const module = modules.read(path.join(folder, file));
    return module ? namesIn(module, modules) : [];
  });
}

function namesIn(module: SourceModule, modules: Modules): NamedByPlaybook[] {
  const found: NamedByPlaybook[] = [];
  const desks = desksOf(module);
  const add = (kind: NamedKind, value: Expression) => {
    const { node } = modules.resolve({ module, node: value });
    if (node.type !== 'Literal' || typeof node.value !== 'string') return;
    found.push({ kind, name: node.value, place: placeOf({ module, node: value }) });
  };
  new Visitor({
    CallExpression({ callee, arguments: [given] }) {
      if (callee.type !== 'MemberExpression' || callee.computed) return;
      const { object, property } = callee;
      if (object.type !== 'Identifier' || !desks.has(object.name)) return;
      if (property.type !== 'Identifier' || !Object.hasOwn(namings, property.name)) return;
      const naming = namings[property.name];
      if (!given || given.type === 'SpreadElement' || naming === undefined) return;
      if (typeof naming === 'string') add(naming, given);
      else
        for (const [key, value] of propertiesOf(given)) {
          const kind = ownOf(naming, key);
          if (kind) add(kind, value);
        }
    },
  }).visit(module.program);
  return found;
}

/** Of objects within it as well: `{ ...{ name: 'a' }, group: 'b' }`. */
function propertiesOf(given: Argument | Expression): [key: string, value: Expression][] {
  if (given.type !== 'ObjectExpression') return [];
  return given.properties.flatMap((one): [string, Expression][] => {
    if (one.type === 'SpreadElement') return propertiesOf(one.argument);
    return one.key.type === 'Identifier' && !one.computed ? [[one.key.name, one.value]] : [];
  });
}

/** What the desk is called: by the function of a playbook, and by helpers that are given it. */
function desksOf(module: SourceModule): ReadonlySet<string> {
  const names = new Set<string>();
  const addParameters = (parameters: readonly ParamPattern[], isRun: boolean) => {
    for (const [index, one] of parameters.entries()) {
      if (one.type !== 'Identifier') continue;
      const type = one.typeAnnotation?.typeAnnotation;
      const isDesk =
        type?.type === 'TSTypeReference' &&
        type.typeName.type === 'Identifier' &&
        type.typeName.name === 'Desk';
      if (isDesk || (isRun && index === 0)) names.add(one.name);
    }
  };
  new Visitor({
    Property({ key, value }) {
      const isFunction =
        value.type === 'FunctionExpression' || value.type === 'ArrowFunctionExpression';
      if (!isFunction || key.type !== 'Identifier') return;
      addParameters(value.params, key.name === 'run');
    },
    FunctionDeclaration: ({ params }) => addParameters(params, false),
    ArrowFunctionExpression: ({ params }) => addParameters(params, false),
    FunctionExpression: ({ params }) => addParameters(params, false),
  }).visit(module.program);
  return names;
}
