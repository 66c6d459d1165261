import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Recorder } from '../../measure/recorder.ts';
import { ChunkScanner } from './chunk-scanner.ts';
import { ChunkTemplate } from './chunk-template.ts';
import { LlmRecording } from './recording.ts';
import { TokenStream } from './token-stream.ts';

const scanner = new ChunkScanner();
const recorder = new Recorder({ clock: { now: () => 0 }, startMs: 0 });
const { trends } = new LlmRecording(recorder.operation('chat', 'llm'));

/** Reads pieces out of one buffer that is written over each time, one every millisecond. */
function read(pieces: readonly Buffer[]) {
  const told: string[] = [];
  const stream = new TokenStream(scanner, trends, 0, (piece) => told.push(piece));
  const shared = Buffer.alloc(4 + Math.max(0, ...pieces.map(({ length }) => length)) + 40);
  for (const piece of pieces) {
    shared.fill('"},"finish_reason":null}]}\n\n');
    piece.copy(shared, 4);
    stream.feed(shared, 4, 4 + piece.length, 1);
  }
  const { answer, chunks, hasEnded, hasReasoning, fault } = stream;
  const { text, reasoning, finishReason, toolCalls, usage } = answer;
  return {
    text,
    reasoning,
    finishReason,
    toolCalls,
    usage,
    chunks,
    hasEnded,
    hasReasoning,
    fault,
    told: told.join(''),
  };
}

const texts = fc.oneof(
  fc.constantFrom('a', ' the', '"', '\\', 'x\\', '\\"', '\n', 'ü🎲', '"},"finish_reason":null}]}', ''),
  fc.string(),
);
const members = fc.oneof(
  { weight: 8, arbitrary: texts.map((content) => ({ content })) },
  { weight: 1, arbitrary: texts.map((reasoning_content) => ({ reasoning_content })) },
  { weight: 1, arbitrary: fc.constant({ tool_calls: [{ index: 0, function: { arguments: '1' } }] }) },
);
const chunk = fc.record({ delta: members, finish_reason: fc.constantFrom(null, null, null, 'stop') });
const ending = fc.constantFrom('\n\n', '\n\n', '\n\n', '\r\n\r\n', '\n\n: alive\n\n', '\r\r');
const event = fc
  .tuple(chunk, ending)
  .map(([choice, end]) =>
    Buffer.from(`data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] })}${end}`),
  );

describe('a streamed answer', () => {
  it('is the same however its events are read: each by itself, all at once, or byte by byte', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const all = Buffer.concat(events);
        const alone = read(events);
        expect(read([all])).toEqual(alone);
        expect(read([...all].map((byte) => Buffer.of(byte)))).toEqual(alone);
      }),
      { numRuns: 300 },
    );
  });

  it('may tell its usage with every chunk, of which the last counts', () => {
    const usageOf = (tokens: number) => Buffer.from(`data: {"usage":{"completion_tokens":${tokens}}}\n\n`);
    expect(read([usageOf(1), usageOf(2)]).usage.outputTokens).toBe(2);
  });
});

describe('the template of events', () => {
  const eventOf = (text: string, more = '') => Buffer.from(`data: {"c":"${text}"${more}}\n\n`);
  const learned = (text: string, more = '') => {
    const template = new ChunkTemplate();
    const bytes = eventOf(text, more);
    const place = { start: 12, end: 12 + text.length };
    template.learn(bytes, 0, bytes.length, 6, bytes.length - 2, place);
    return template;
  };
  const matches = (template: ChunkTemplate, bytes: Buffer) => template.matches(bytes, 0, bytes.length);

  it('knows events that differ in their text alone', () => {
    const template = learned('one');
    expect(matches(template, eventOf('other'))).toBe(true);
    expect(template.content).toEqual({ start: 12, end: 17 });
    expect(matches(template, eventOf('one', ',"d":1'))).toBe(false);
  });

  it.each(['', '\\n', 'a\\', 'a"b'])('knows none whose text is %j, in which its end could be another', (text) => {
    expect(matches(learned('one'), eventOf(text))).toBe(false);
  });

  it('knows none before it has learned, nor from an event that does not stand alone', () => {
    const bytes = eventOf('one');
    const template = new ChunkTemplate();
    expect(matches(template, bytes)).toBe(false);
    template.learn(bytes, 0, bytes.length + 5, 6, bytes.length - 2, { start: 12, end: 15 });
    expect(matches(template, bytes)).toBe(false);
  });

  it('gives up on a stream whose events have nothing in common', () => {
    const template = learned('one', ',"noise":0');
    for (let noise = 1; noise < 30; noise += 1) {
      const bytes = eventOf('one', `,"noise":${noise}`);
      expect(matches(template, bytes)).toBe(false);
      template.learn(bytes, 0, bytes.length, 6, bytes.length - 2, { start: 12, end: 15 });
    }
    expect(matches(template, eventOf('one', ',"noise":29'))).toBe(false);
  });
});
