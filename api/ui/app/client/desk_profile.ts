import { signal } from '@preact/signals';
import type { DeskProfileView } from '../../../contract.ts';
import { desk } from './desk.ts';

/** What the desk is called and looks like; null until the API has answered. */
export const deskProfile = signal<DeskProfileView | null>(null);

export async function loadDeskProfile(): Promise<void> {
  const answer = await desk.getDeskProfile();
  if (answer.isOk) deskProfile.value = answer.data;
}
