/** One thing that a page asks its reader to do. */
export type Step =
  | { kind: 'file'; file: string; text: string }
  | { kind: 'edit'; file: string; before: string; after: string }
  | { kind: 'run'; commands: string[]; printed: string | null };

interface Fence {
  language: string;
  file: string | undefined;
  text: string;
}

/**
 * The steps of a page. A fence whose language is followed by a path is a file, or with `diff` an
 * edit of one; `sh` is run, and the `text` or `mermaid` after it is what it prints.
 */
export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  for (const { language, file, text } of fencesOf(page)) {
    const last = steps.at(-1);
    if (language === 'sh') steps.push({ kind: 'run', commands: commandsOf(text), printed: null });
    else if (language === 'diff' && file) steps.push(editOf(file, text));
    else if (file) steps.push({ kind: 'file', file, text });
    else if (last?.kind === 'run' && last.printed === null) last.printed = text;
    else throw new Error(`Nothing prints this ${language}:\n${text}`);
  }
  return steps;
}

function fencesOf(page: string): Fence[] {
  const fences = page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, language = '', file, text = '']) => ({ language, file, text }));
}

function commandsOf(text: string): string[] {
  return text.replaceAll('\\\n', ' ').trim().split('\n');
}

function editOf(file: string, text: string): Step {
  const lines = text.trimEnd().split('\n');
  const side = (other: string) =>
    lines.filter((line) => !line.startsWith(other)).map((line) => line.slice(1));
  return { kind: 'edit', file, before: side('+').join('\n'), after: side('-').join('\n') };
}

/** What is expected as a pattern: `…` stands for what differs, a line of it for any lines. */
export function patternOf(printed: string): RegExp {
  const lines = printed.trimEnd().split('\n');
  const parts = lines.map((line) => {
    if (line === '…') return '(?:.*\\n)*?';
    const words = line
      .trimEnd()
      .split('…')
      .map((part) => escaped(part));
    return `${words.join('.*')}[ ]*\\n`;
  });
  return new RegExp(`^${parts.join('')}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
