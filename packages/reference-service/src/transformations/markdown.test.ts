import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownToHtml } from './markdown.ts';

describe('Markdown', () => {
  it.each([
    ['# One *two*', '<h1>One <em>two</em></h1>'],
    ['### Three ###', '<h3>Three</h3>'],
    ['a\nb\n\nc', '<p>a\nb</p>\n<p>c</p>'],
    ['**bold** and ~~gone~~', '<p><strong>bold</strong> and <del>gone</del></p>'],
    ['`a < **b**`', '<p><code>a &lt; **b**</code></p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['> # q\n> text', '<blockquote><h1>q</h1>\n<p>text</p></blockquote>'],
    ['```js\nlet a = "<";\n```', '<pre><code class="language-js">let a = &quot;&lt;&quot;;\n</code></pre>'],
    ['---', '<hr>'],
    [
      '[home](/x) ![alt](https://e.org/i.png)',
      '<p><a href="/x">home</a> <img src="https://e.org/i.png" alt="alt"></p>',
    ],
    ['', ''],
  ])('%j becomes %j', (markdown, html) => {
    expect(markdownToHtml(markdown)).toBe(html);
  });

  it('never lets a tag or an address that runs code through', () => {
    expect(markdownToHtml('<script>x</script> [a](javascript:x) ![b](data:x)')).toBe(
      '<p>&lt;script&gt;x&lt;/script&gt; <a href="#">a</a> <img src="#" alt="b"></p>',
    );
  });

  it('ends, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '#',
      ' ',
      '\n',
      '*',
      '`',
      '```',
      '>',
      '-',
      '1.',
      '[',
      '](',
      ')',
      'text',
      '<b>',
      '---',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const html = markdownToHtml(parts.join(''));
        expect(html).not.toContain('<b>');
      }),
    );
  });
});
