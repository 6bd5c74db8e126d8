import { desk } from './desk.ts';

/** What somebody or a device is called; the id itself where the desk does not say. */
export async function readName(kind: 'person' | 'device', id: string): Promise<string> {
  const answer = await (kind === 'person'
    ? desk.getAccount({ path: { id } })
    : desk.getConfigurationItem({ path: { id } }));
  return answer.isOk ? (answer.data.name ?? id) : id;
}
