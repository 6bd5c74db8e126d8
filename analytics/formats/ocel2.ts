import type { OpenWriter } from './format.ts';
import { toJsonValue } from './json_value.ts';
import { TextFile } from './text_file.ts';

const sections = ['objectTypes', 'eventTypes', 'objects', 'events'];

/**
 * OCEL 2.0 in JSON. The rows are those of `sql/event_log_ocel2.sql`: the section of the file that an
 * entry belongs to, in the order of the file, and the entry as JSON.
 */
export const openOcel2Writer: OpenWriter = async (file) => {
  const text = await TextFile.create(file);
  let here = -1;
  /** Ends the sections up to one and begins it. */
  const goTo = (section: number): string => {
    const begun = sections
      .slice(here + 1, section + 1)
      .map((name, index) => `${here + index < 0 ? '{' : '],\n'}"${name}":[`);
    here = section;
    return begun.join('');
  };
  return {
    async write(chunk) {
      const parts: string[] = [];
      for (const [name = null, entry = null] of chunk.convertRows(toJsonValue)) {
        const section = sections.indexOf(String(name));
        if (section < here) throw new Error(`OCEL: ${name} came after ${sections[here]}`);
        parts.push(section > here ? goTo(section) : ',', '\n', String(entry));
      }
      await text.write(parts.join(''));
    },
    async finish() {
      await text.write(`${goTo(sections.length - 1)}\n]}\n`);
      await text.close();
    },
  };
};
