import { z } from 'zod';
import { isOneLine, lineMax, messageMax, noteMax } from '../../workflows/domain/text_limits.ts';
import { asked } from './expectations.ts';

const refusedCharacters = asked('storable_text');

export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\u0000');
}

/**
 * How many characters a text has: Unicode's code points, as JSON Schema and Postgres count. One
 * letter of any script is one, and so is a plain emoji, which JavaScript counts as two.
 */
export function characterCount(value: string): number {
  const pairs = value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0;
  return value.length - pairs;
}

/** What Postgres can store, of so many characters at most. */
export function storable(maxLength: number) {
  return z
    .string()
    .check(({ value, issues }) => {
      if (characterCount(value) <= maxLength) return;
      issues.push({ code: 'too_big', origin: 'string', maximum: maxLength, input: value });
    })
    .refine(isStorable, { error: refusedCharacters })
    .meta({ maxLength });
}

/** Blanks, controls, and what takes no place on a screen: alone they are nothing. */
const unseen = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * Controls and marks that nobody sees, and that let a line read as another: they turn its direction,
 * or stand between letters. The joiners of Persian, of Indian scripts and of emoji may stay, as may
 * the tags of flags, behind a flag alone.
 */
const deceiving =
  /\u034F|[\p{Cc}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0001}]|(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0020}-\u{E007F}]/u;

/** Text of a person, in any language: what Postgres can store and a screen can show. */
export function text(maxLength: number) {
  return storable(maxLength)
    .refine((value) => !unseen.test(value), { error: asked('not_blank') })
    .meta({ minLength: 1, maxLength });
}

/** One line of text, trimmed: subjects and names. */
export function line(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .pipe(storable(maxLength))
    .refine(isOneLine, { error: asked('one_line') })
    .refine((value) => !unseen.test(value), { error: asked('not_blank') })
    .refine((value) => !deceiving.test(value), { error: asked('shown_characters') })
    .meta({ minLength: 1, maxLength });
}

/**
 * A word of a process: the key of a group, a category, a code or a reason. In any script: imported
 * ones keep theirs. Ranges and no classes, so that other programs can read the pattern too.
 */
export const processWord = z
  .string()
  .regex(
    /^[a-z\u00aa-\u1fff\u2c00-\ufdff\ufe70-\uffdc][a-z0-9_\u00aa-\u1fff\u2c00-\ufdff\ufe70-\uffdc]{0,63}$/,
    {
      error: asked('process_word'),
    },
  )
  .refine(isStorable, { error: refusedCharacters });

/** The id of an account, a note, a message or an article. */
export const recordId = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$/, {
  error: asked('record_id'),
});

/** What a link of a mail has at its end. */
export const mailLinkSecret = z.string().regex(/^[\w.-]{1,2000}$/, { error: asked('link_secret') });

/** An instant, ISO 8601 with an offset; answers are always in UTC. */
export const instant = z.iso.datetime({ offset: true });

export const subjectText = line(lineMax);
export const descriptionText = text(messageMax);
export const messageText = text(messageMax);
export const noteText = text(noteMax);
