import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChunk } from './chunk.ts';
import { ChunkScanner, CONTENT, ERROR, FINISH, type Place, REASONING, TOOL_CALL, USAGE } from './chunk-scanner.ts';

const scanner = new ChunkScanner();

/** Scans a text in the middle of other bytes, as chunks lie in a read buffer. */
function scan(text: string) {
  const before = 'data: ';
  const bytes = Buffer.from(`${before}${text}\n\n{"choices":[{"delta":{"content":"stale"}}]}`);
  const end = before.length + Buffer.byteLength(text);
  const isRead = scanner.scan(bytes, before.length, end);
  const textAt = ({ start, end: to }: Place) => bytes.toString('utf8', start, to);
  return {
    isRead,
    marks: scanner.marks,
    content: JSON.parse(`"${isRead ? textAt(scanner.content) : ''}"`) as string,
    reasoning: JSON.parse(`"${isRead ? textAt(scanner.reasoning) : ''}"`) as string,
    usage: scanner.marks & USAGE ? textAt(scanner.usage) : undefined,
    finish: scanner.marks & FINISH ? textAt(scanner.finish) : undefined,
  };
}

const marksOf = (delta: object) => scan(JSON.stringify({ choices: [{ index: 0, delta }] })).marks;

describe('a chunk', () => {
  it.each([
    ['content', { content: 'Hi' }, CONTENT],
    ['a refusal, which is an answer too', { refusal: 'No' }, CONTENT],
    ['reasoning', { reasoning_content: 'Hm' }, REASONING],
    ['reasoning under its other name', { reasoning: 'Hm' }, REASONING],
    ['a tool call', { tool_calls: [{ index: 0, function: { arguments: '' } }] }, TOOL_CALL],
    ['a function call of old', { function_call: { name: 'find' } }, TOOL_CALL],
    ['reasoning and content at once', { reasoning: 'So', content: 'yes' }, REASONING | CONTENT],
  ])('holds %s', (_, delta, marks) => {
    expect(marksOf(delta)).toBe(marks);
  });

  it.each([
    ['a role alone', { role: 'assistant' }],
    ['a role with empty content', { role: 'assistant', content: '' }],
    ['content that is null', { content: null, tool_calls: null, reasoning_content: null }],
    ['an empty list of tool calls', { tool_calls: [], function_call: {} }],
    ['nothing', {}],
  ])('with %s has no token', (_, delta) => {
    expect(marksOf(delta)).toBe(0);
  });

  it('may be of the completions, which have no deltas', () => {
    expect(scan('{"choices":[{"text":"Once","index":0}]}')).toMatchObject({ marks: CONTENT, content: 'Once' });
  });

  it('tells why the answer ends, the usage, and errors', () => {
    expect(scan('{"choices":[{"delta":{},"finish_reason":"stop"}]}')).toMatchObject({
      marks: FINISH,
      finish: '"stop"',
    });
    expect(scan('{"choices":[],"usage":{"a":[1]}}')).toMatchObject({ marks: USAGE, usage: '{"a":[1]}' });
    expect(scan('{"error":{"message":"no"}}').marks).toBe(ERROR);
    expect(scan('{"choices":null,"usage":null,"error":null}')).toMatchObject({ isRead: true, marks: 0 });
  });

  it('is not fooled by words inside of texts, nor by members elsewhere', () => {
    const inside = { content: '', note: '"content":"x"}' };
    expect(marksOf(inside)).toBe(0);
    expect(scan('{"choices":[{"logprobs":{"content":[{"token":"a"}]},"delta":{}}],"content":"b"}').marks).toBe(0);
  });

  it('gives the text of the first choice, wherever its number stands', () => {
    const two = '{"choices":[{"delta":{"content":"a"},"index":0},{"delta":{"content":"b"},"index":1}]}';
    expect(scan(two)).toMatchObject({ marks: CONTENT, content: 'a' });
    expect(scan('{"choices":[{"delta":{"content":"b"},"index":10}]}')).toMatchObject({ marks: CONTENT, content: '' });
  });

  it('is left to others when it has a form that is not known', () => {
    const parts = '{"choices":[{"delta":{"content":[{"type":"text","text":"Hi"}]}}]}';
    expect(scan(parts).isRead).toBe(false);
    expect(readChunk(parts)).toMatchObject({ marks: CONTENT, content: 'Hi' });
    const thoughts =
      '{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}]}}]}';
    expect(scan(thoughts).isRead).toBe(false);
    expect(readChunk(thoughts)).toMatchObject({ marks: REASONING, reasoning: 'Hm' });
  });

  it.each(['', '[DONE]', '[]', '"text"', '{', '{"choices"}', '{"choices":[{]}', '{"a":1}}', '{"a":1} x', 'null'])(
    'is not read when it is %j',
    (text) => {
      expect(scan(text).isRead).toBe(false);
    },
  );

  const texts = fc.oneof(fc.constantFrom('', null, 'a', '"', '\\', 'ü🎲', '\n', '"content":"x"'), fc.string());
  const delta = fc.record(
    {
      role: fc.string(),
      content: texts,
      reasoning_content: texts,
      tool_calls: fc.oneof(
        fc.constant(null),
        fc.array(fc.record({ index: fc.nat(3), id: fc.string() }), { maxLength: 2 }),
      ),
      'an "other"': fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const choice = fc.record(
    { index: fc.constant(0), delta, finish_reason: texts, logprobs: fc.jsonValue(), content: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const chunk = fc.record(
    {
      id: fc.string(),
      choices: fc.array(choice, { maxLength: 1 }),
      usage: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue())),
      error: fc.oneof(fc.constant(null), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );

  it('is understood by its bytes as it is by its JSON', () => {
    fc.assert(
      fc.property(chunk, fc.constantFrom(undefined, 1, '\t\r\n '), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const scanned = scan(text);
        const read = readChunk(text);
        expect(scanned.isRead).toBe(true);
        expect(scanned.marks).toBe(read?.marks);
        expect(scanned.content).toBe(read?.content);
        expect(scanned.reasoning).toBe(read?.reasoning);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never taken for whole when it is cut short', () => {
    fc.assert(
      fc.property(chunk, fc.nat(), (value, cut) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(scanner.scan(bytes, 0, cut % bytes.length)).toBe(false);
      }),
    );
  });
});
