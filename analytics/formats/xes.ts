import type { OpenWriter } from './format.ts';
import { type JsonValue, toJsonValue } from './json_value.ts';
import { TextFile } from './text_file.ts';

/**
 * XES 2.0 (IEEE 1849-2023, whose XML is that of 1849-2016): one trace per case, its events in order.
 * The rows are those of `sql/event_log_xes.sql`: all events of a case together. Columns `case_*` are
 * attributes of the trace.
 */
export const openXesWriter: OpenWriter = async (file, columns) => {
  const text = await TextFile.create(file);
  const fields = columns.map(({ name }) => fieldOf(name));
  let caseId: JsonValue = null;
  await text.write(head);
  return {
    async write(chunk) {
      const parts: string[] = [];
      for (const row of chunk.convertRows(toJsonValue)) {
        const [id = null] = row;
        if (id !== caseId) {
          if (caseId !== null) parts.push('</trace>\n');
          parts.push('<trace>\n', attributes(row, fields, true));
          caseId = id;
        }
        parts.push('<event>\n', attributes(row, fields, false), '</event>\n');
      }
      await text.write(parts.join(''));
    },
    async finish() {
      await text.write(`${caseId === null ? '' : '</trace>\n'}</log>\n`);
      await text.close();
    },
  };
};

const head = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
</global>
<classifier name="Activity" keys="concept:name"/>
`;

interface Field {
  key: string;
  isOfCase: boolean;
  isDate: boolean;
}

const keys: Readonly<Record<string, string>> = {
  case_id: 'concept:name',
  activity: 'concept:name',
  started_at: 'time:timestamp',
  resource: 'org:resource',
  role: 'org:role',
  group_id: 'org:group',
};

function fieldOf(name: string): Field {
  const isOfCase = name.startsWith('case_');
  const key = keys[name] ?? name.replace(/^case_/, '');
  return { key, isOfCase, isDate: name.endsWith('_at') };
}

function attributes(row: JsonValue[], fields: Field[], isOfCase: boolean): string {
  return fields
    .map((field, index) => {
      const value = row[index] ?? null;
      return field.isOfCase === isOfCase && value !== null ? attribute(field, value) : '';
    })
    .join('');
}

function attribute({ key, isDate }: Field, value: JsonValue): string {
  const type = isDate ? 'date' : typeof value === 'number' ? 'int' : 'string';
  return `<${type} key="${key}" value="${escaped(String(value))}"/>\n`;
}

/** What XML 1.0 cannot hold, even escaped: control characters, halves of pairs, two non-characters. */
const notOfXml =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser makes spaces of these where they stand as they are.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(text: string): string {
  return text
    .replaceAll(notOfXml, '\uFFFD')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => entities[character] ?? character);
}
