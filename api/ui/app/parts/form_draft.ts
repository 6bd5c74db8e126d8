import { useMemo } from 'preact/hooks';
import { newIdempotencyKey } from '../client/desk.ts';
import type { Fields } from '../design/kept_fields.ts';
import { forgetDraft, readKept, writeKept } from '../draft.ts';

/**
 * What somebody has filled into a form, kept in this browser until it is sent or thrown away. A
 * refusal, another form, a reload or a colleague who was faster takes nothing of it.
 */
export interface FormDraft {
  /** By the names of the fields, as they were typed last. */
  fields: Fields;
  /** Something was left here when the form was opened. */
  wasLeft: boolean;
  /**
   * Takes what a field says now.
   * @returns whether the form says anything
   */
  keep(field: EventTarget | null): boolean;
  /** The Idempotency-Key of some content: the same after a reload, as long as nobody refused it. */
  keyOf(content: string): string;
  /** It was refused: the same content may be asked for anew. */
  forgetKey(): void;
  /** It was sent, or is not wanted. */
  forget(): void;
}

interface Left {
  fields: Record<string, string>;
  sent?: { content: string; key: string };
}

export function useFormDraft(name: string): FormDraft {
  return useMemo(() => openFormDraft(name), [name]);
}

/** Whether something is left in a form. */
export function isBegun(name: string): boolean {
  return saysSomething(readKept<Left>(name)?.fields ?? {});
}

function openFormDraft(name: string): FormDraft {
  const left: Left = readKept<Left>(name) ?? { fields: {} };
  const { fields } = left;

  function write(): boolean {
    const isSaid = saysSomething(fields);
    if (isSaid) writeKept(name, left);
    else forgetDraft(name);
    return isSaid;
  }

  function keep(field: EventTarget | null): boolean {
    const said = saidBy(field);
    if (said !== null) fields[said.name] = said.value;
    return write();
  }

  function keyOf(content: string): string {
    if (left.sent?.content !== content) left.sent = { content, key: newIdempotencyKey() };
    write();
    return left.sent.key;
  }

  function forgetKey(): void {
    delete left.sent;
    write();
  }

  function forget(): void {
    for (const field of Object.keys(fields)) delete fields[field];
    delete left.sent;
    forgetDraft(name);
  }

  return { fields, wasLeft: saysSomething(fields), keep, keyOf, forgetKey, forget };
}

function saysSomething(fields: Fields): boolean {
  return Object.values(fields).some((value) => value.trim() !== '');
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Null of what has no name, and of what is chosen anew each time. */
function saidBy(field: EventTarget | null): { name: string; value: string } | null {
  const isField =
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement;
  if (!isField || field.name === '' || 'chosenAnew' in field.dataset) return null;
  return { name: field.name, value: saidIn(field) };
}

function saidIn(field: Field): string {
  if (field.type !== 'checkbox' || !(field instanceof HTMLInputElement)) return field.value;
  return field.checked ? field.value : '';
}
