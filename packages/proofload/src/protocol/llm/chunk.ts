/**
 * A chunk of a streamed answer read as JSON: for what the scanner of bytes cannot read, and for tool calls, whose pieces
 * are put together when somebody asks for them.
 */
import { CONTENT, ERROR, FINISH, REASONING, TOOL_CALL, USAGE } from './chunk-scanner.ts';

/** What a chunk holds; texts are those of the first choice. */
export interface ReadChunk {
  /** As a sum of `CONTENT`, `REASONING`, … */
  readonly marks: number;
  readonly content: string;
  readonly reasoning: string;
  readonly finish: string | undefined;
  readonly usage: unknown;
  readonly toolCalls: readonly ToolCallPiece[];
}

/** A piece of a tool call; those of the same index belong together. */
export interface ToolCallPiece {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: string;
  readonly arguments: string;
}

/** An object of JSON. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a chunk.
 *
 * @returns `undefined` for what is no object of JSON
 */
export function readChunk(text: string): ReadChunk | undefined {
  let chunk: unknown;
  try {
    chunk = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isMembers(chunk) ? readMembers(chunk) : undefined;
}

/** Reads a chunk whose JSON is parsed. */
export function readMembers(chunk: Members): ReadChunk {
  let marks = 0;
  let content = '';
  let reasoning = '';
  let finish: string | undefined;
  const toolCalls: ToolCallPiece[] = [];
  for (const choice of itemsOf(chunk.choices)) {
    const delta = isMembers(choice.delta) ? choice.delta : {};
    const answer = textOf(delta.content, 'text') || textOf(delta.refusal, 'text') || textOf(choice.text, 'text');
    const thought =
      textOf(delta.reasoning_content, 'text') || textOf(delta.reasoning, 'text') || textOf(delta.content, 'thinking');
    const calls = callsOf(delta);
    if (answer !== '') marks |= CONTENT;
    if (thought !== '') marks |= REASONING;
    if (calls.length > 0) marks |= TOOL_CALL;
    if (typeof choice.finish_reason === 'string') {
      marks |= FINISH;
      finish ??= choice.finish_reason;
    }
    if ((choice.index ?? 0) !== 0) continue;
    content += answer;
    reasoning += thought;
    toolCalls.push(...calls);
  }
  if (isMembers(chunk.usage)) marks |= USAGE;
  if ((chunk.error ?? null) !== null) marks |= ERROR;
  return { marks, content, reasoning, finish, usage: chunk.usage, toolCalls };
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function itemsOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

/** A text, or the parts of that type in a list: `[{ type: 'text', text: 'Hi' }]`; thoughts may be such lists again. */
function textOf(value: unknown, type: 'text' | 'thinking'): string {
  if (typeof value === 'string') return type === 'text' ? value : '';
  return itemsOf(value)
    .filter((part) => part.type === type)
    .map((part) => textOf(part[type], 'text'))
    .join('');
}

function callsOf({ tool_calls: calls, function_call: call }: Members): readonly ToolCallPiece[] {
  const pieces = itemsOf(calls).map((piece, index) => pieceOf(piece, piece.function, index));
  // The form before there were tools.
  return isMembers(call) && Object.keys(call).length > 0 ? [...pieces, pieceOf({}, call, 0)] : pieces;
}

function pieceOf({ index, id }: Members, called: unknown, place: number): ToolCallPiece {
  const { name, arguments: given } = isMembers(called) ? called : {};
  return {
    index: typeof index === 'number' ? index : place,
    id: typeof id === 'string' ? id : undefined,
    name: typeof name === 'string' ? name : '',
    arguments: typeof given === 'string' ? given : '',
  };
}
