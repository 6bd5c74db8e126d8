import { type Block, unmarked } from './blocks.ts';
import type { MailWords } from './words.ts';

/** A mail as text that can be read alone. */
export function textOf(blocks: readonly Block[], say: Pick<MailWords, 'colon'>): string {
  return `${blocks.map((block) => unmarked(textOfBlock(block, say))).join('\n\n')}\n`;
}

function textOfBlock(block: Block, { colon }: Pick<MailWords, 'colon'>): string {
  switch (block.kind) {
    case 'words':
    case 'said':
      return block.text;
    case 'heading':
      return [block.text, ...(block.url === null ? [] : [block.url])].join('\n');
    case 'facts':
      return block.facts.map(([term, value]) => `${term}${colon}${value}`).join('\n');
    case 'way':
      return `${block.words}${colon.trimEnd()}\n${block.url}`;
    case 'list':
      return [
        block.title,
        ...block.items.map(({ words, url }) => `- ${words}${url === null ? '' : `\n  ${url}`}`),
      ].join('\n');
    case 'choices':
      return [
        block.question,
        ...block.choices.map(({ words, url }) => `- ${words}${colon.trimEnd()}\n  ${url}`),
        block.hint,
      ].join('\n');
    case 'foot':
      return [
        ...block.lines,
        ...(block.link ? [`${block.link.words}\n${block.link.url}`] : []),
      ].join('\n');
    case 'quoted':
      return [
        ...(block.marker === null ? [] : [block.marker]),
        ...block.messages.map(({ head, body }) => `${head}\n${quoted(body)}`),
      ].join('\n\n');
  }
}

function quoted(body: string): string {
  return body
    .split('\n')
    .map((line) => (line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
}
