import { type DefinedOperations, operationList } from './operations.ts';

export type Routes = {
  readonly [Id in keyof DefinedOperations]: readonly [
    method: DefinedOperations[Id]['method'],
    address: DefinedOperations[Id]['address'],
  ];
};

/**
 * Where each operation is. In the bundle of the screens the table stands in place of this file (see
 * `ui/routes_plugin.ts`), so that nothing of the server comes with it.
 */
export const routes: Routes = Object.fromEntries(
  operationList.map(({ id, method, address }): readonly unknown[] => [id, [method, address]]),
);
