/**
 * What has come of an answer: its texts, the reason of its end, its usage.
 */
import { isMembers, readChunk, readMembers, type ToolCallPiece } from './chunk.ts';
import { TextCollector } from './text-collector.ts';
import type { ToolCall } from './types.ts';
import { NO_USAGE, readUsage, type Usage } from './usage.ts';

/** An answer as far as it has come. */
export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: string | undefined;
  readonly usage: Usage;
}

/** As many chunks of tool calls are kept. */
const MOST_TOOL_CHUNKS = 20_000;

/** An answer in chunks. What is asked for of it is put together then. */
export class StreamedAnswer implements Answer {
  readonly content = new TextCollector();
  readonly thoughts = new TextCollector();
  finishReason: string | undefined = undefined;
  private toolChunks: string[] | undefined = undefined;
  private usageText: string | undefined = undefined;

  get text(): string {
    return this.content.text;
  }

  get reasoning(): string {
    return this.thoughts.text;
  }

  get toolCalls(): readonly ToolCall[] {
    return joinToolCalls(this.toolChunks?.flatMap((chunk) => readChunk(chunk)?.toolCalls ?? []) ?? []);
  }

  get usage(): Usage {
    return this.usageText === undefined ? NO_USAGE : readUsage(parse(this.usageText));
  }

  /** A chunk with a piece of a tool call. */
  addToolChunk(chunk: string): void {
    this.toolChunks ??= [];
    if (this.toolChunks.length < MOST_TOOL_CHUNKS) this.toolChunks.push(chunk);
  }

  /** The usage as JSON; the last counts, since some servers send it with each chunk. */
  setUsage(text: string): void {
    this.usageText = text;
  }
}

/** An answer that came at once, as JSON. */
export class WholeAnswer implements Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: string | undefined;
  readonly usage: Usage;

  constructor(body: unknown) {
    const { choices, usage } = isMembers(body) ? body : {};
    // A message has the form of a delta that holds everything.
    const [choice] = Array.isArray(choices) ? (choices as unknown[]) : [];
    const { message, ...rest } = isMembers(choice) ? choice : {};
    const read = readMembers({ choices: [{ ...rest, index: 0, delta: message }] });
    this.text = read.content;
    this.reasoning = read.reasoning;
    this.toolCalls = joinToolCalls(read.toolCalls);
    this.finishReason = read.finish;
    this.usage = readUsage(usage);
  }
}

/** Pieces of the same index are one call. */
function joinToolCalls(pieces: readonly ToolCallPiece[]): readonly ToolCall[] {
  const calls = new Map<number, { id: string | undefined; name: string; arguments: string }>();
  for (const piece of pieces) {
    const call = calls.get(piece.index);
    if (call === undefined) calls.set(piece.index, { id: piece.id, name: piece.name, arguments: piece.arguments });
    else {
      call.id ??= piece.id;
      call.name += piece.name;
      call.arguments += piece.arguments;
    }
  }
  return [...calls.values()];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
