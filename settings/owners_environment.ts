import { settingNames } from './table.ts';

/** What code of owners sees of an environment: all of it but what is the desk's own. */
export function ownersEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hidden = new Set<string>(settingNames.flatMap((name) => [name, `${name}_FILE`]));
  const isHidden = (name: string) => hidden.has(name) || /^(PALIER|TEMPORAL|PG)_?[A-Z]/.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isHidden(name)));
}
