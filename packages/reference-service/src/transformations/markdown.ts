/**
 * Markdown to HTML: headings, paragraphs, emphasis, code, links, images, lists, quotes, rules and fenced code, with
 * everything else escaped. It is work to measure, not a full CommonMark.
 */
import { escapeHtml } from '../http/html.ts';

/** Addresses that run code are left out. */
const safe = (address: string): string => (/^(https?:|mailto:|\/|#|\.)/i.test(address) ? address : '#');

/** Emphasis, links and images of text that is escaped already. */
function emphasis(text: string): string {
  return text
    .replace(
      /!\[([^\]]*)\]\(([^)\s]+)\)/g,
      (_, alt: string, address: string) => `<img src="${safe(address)}" alt="${alt}">`,
    )
    .replace(
      /\[([^\]]+)\]\(([^)\s]+)\)/g,
      (_, label: string, address: string) => `<a href="${safe(address)}">${label}</a>`,
    )
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
    .replace(/~~([^~]+)~~/g, '<del>$1</del>');
}

/** What stands in a line; code is taken out first, since nothing in it means anything. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      /^`[^`]+`$/.test(part) ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : emphasis(escapeHtml(part)),
    )
    .join('');
}

const ITEM = /^\s*(?:([-*+])|\d+[.)])\s+(.*)$/;
const STARTS_BLOCK = /^(#{1,6}\s|```|>|\s*(?:[-*+]|\d+[.)])\s|(?:-{3,}|\*{3,})\s*$)/;

/** The lines from `start` on that satisfy a condition. */
function takeWhile(lines: readonly string[], start: number, fits: (line: string) => boolean): string[] {
  let end = start;
  while (end < lines.length && fits(lines[end] as string)) end++;
  return lines.slice(start, end);
}

/** One block that starts at a line, and how many lines it takes. */
function block(lines: readonly string[], start: number): readonly [html: string, taken: number] {
  const line = lines[start] as string;
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) {
    const level = heading[1]?.length;
    return [`<h${level}>${inline(heading[2] ?? '')}</h${level}>`, 1];
  }
  if (line.startsWith('```')) {
    const code = takeWhile(lines, start + 1, (each) => !each.startsWith('```'));
    const language = line.slice(3).trim();
    const attribute = language === '' ? '' : ` class="language-${escapeHtml(language)}"`;
    return [`<pre><code${attribute}>${escapeHtml(code.join('\n'))}\n</code></pre>`, code.length + 2];
  }
  if (/^(-{3,}|\*{3,})\s*$/.test(line)) return ['<hr>', 1];
  if (line.startsWith('>')) {
    const quoted = takeWhile(lines, start, (each) => each.startsWith('>'));
    const inner = quoted.map((each) => each.replace(/^>\s?/, '')).join('\n');
    return [`<blockquote>${markdownToHtml(inner)}</blockquote>`, quoted.length];
  }
  const item = ITEM.exec(line);
  if (item) {
    const items = takeWhile(lines, start, (each) => ITEM.test(each));
    const tag = item[1] === undefined ? 'ol' : 'ul';
    return [
      `<${tag}>${items.map((each) => `<li>${inline(ITEM.exec(each)?.[2] ?? '')}</li>`).join('')}</${tag}>`,
      items.length,
    ];
  }
  const more = takeWhile(lines, start + 1, (each) => each.trim() !== '' && !STARTS_BLOCK.test(each));
  return [`<p>${inline([line, ...more].join('\n'))}</p>`, more.length + 1];
}

/** @example markdownToHtml('# Hi\n\n*you*') // '<h1>Hi</h1>\n<p><em>you</em></p>' */
export function markdownToHtml(markdown: string): string {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const blocks: string[] = [];
  for (let index = 0; index < lines.length; ) {
    if ((lines[index] as string).trim() === '') {
      index++;
      continue;
    }
    const [html, taken] = block(lines, index);
    blocks.push(html);
    index += taken;
  }
  return blocks.join('\n');
}
