import { type Operations, operationList } from './operations.ts';

export type Routes = {
  readonly [Id in keyof Operations]: readonly [
    method: Operations[Id]['method'],
    address: Operations[Id]['address'],
  ];
};

/**
 * Where each operation is. In the bundle of the screens the table stands in place of this file (see
 * `ui/routes_plugin.ts`), so that nothing of the server comes with it.
 */
export const routes: Routes = Object.fromEntries(
  operationList.map(({ id, method, address }): readonly unknown[] => [id, [method, address]]),
);
