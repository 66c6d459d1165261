/** The OpenAI-compatible forms of requests and answers: schemas, usage, whole answers and the frames of streams. */
import { z } from 'zod';
import type { Script, Wish } from './provider.ts';
import { splitTokens } from './tokens.ts';

const streamOptions = z.looseObject({ include_usage: z.boolean().default(false) });

/** What chat and completion requests share. Members that change nothing here (temperature, stop, …) are let through. */
const common = {
  model: z.string().min(1).max(200),
  max_tokens: z.int().min(0).max(1_000_000).nullish(),
  stream: z.boolean().nullish(),
  stream_options: streamOptions.nullish(),
  seed: z.int().nullish(),
  n: z.literal(1, { error: 'only one choice can be asked for' }).nullish(),
  /** As vLLM has it: the answer is exactly `max_tokens` long. */
  ignore_eos: z.boolean().default(false),
};

const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const message = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part)]).nullish() });
const tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1), parameters: z.looseObject({}).optional() }),
});

export const chatSchema = z.looseObject({
  ...common,
  messages: z.array(message).min(1),
  max_completion_tokens: z.int().min(0).max(1_000_000).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z
    .union([z.enum(['none', 'auto', 'required']), z.looseObject({ function: z.looseObject({ name: z.string() }) })])
    .nullish(),
});
export type ChatRequest = z.infer<typeof chatSchema>;

export const completionSchema = z.looseObject({
  ...common,
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(1)]),
});
export type CompletionRequest = z.infer<typeof completionSchema>;

/** Members of an answer that are the same in all of its frames. */
export interface Envelope {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
}

export type Finish = 'stop' | 'length' | 'tool_calls';

/** How the parts of an answer become JSON, whole or in frames. */
export interface Form {
  /** The frame that comes before any token, if there is one; `early` when it may be sent at once. */
  readonly opening: string | undefined;
  /** One frame of reasoning or of the answer. */
  frame(kind: 'reasoning' | 'answer', text: string): string;
  closing(finish: Finish): string;
  usage(usage: Usage): string;
  whole(reasoning: string, answer: string, finish: Finish, usage: Usage): unknown;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

export function usageOf({ inputTokens, cachedTokens, tokens, reasoningTokens }: Script): Usage {
  const told = tokens.length;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: told,
    total_tokens: inputTokens + told,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

/** Thoughts before the answer, as a share of its length. */
const REASONING: Readonly<Record<string, number>> = { minimal: 0.1, low: 0.25, medium: 0.5, high: 1, xhigh: 2 };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON, in tokens. */
  readonly tokens: readonly string[];
}

/** A tool is called when the request demands one: by name, or with `required`. */
export function toolCallOf({ tools, tool_choice: choice }: ChatRequest, id: string): ToolCall | undefined {
  if (!tools?.length || !choice || choice === 'none' || choice === 'auto') return undefined;
  const wanted = choice === 'required' ? tools[0] : tools.find((each) => each.function.name === choice.function.name);
  if (wanted === undefined) return undefined;
  const properties = Object.keys((wanted.function.parameters?.properties as object | undefined) ?? { value: {} });
  const values = Object.fromEntries(
    properties.map((name, index) => [name, `value ${index + 1} of the reference model`]),
  );
  return { id: `call_${id}`, name: wanted.function.name, tokens: splitTokens(JSON.stringify(values)) };
}

/** The text that the model reads: roles and contents; a picture counts as a fixed text. */
function promptOf(messages: ChatRequest['messages']): string {
  const texts = messages.map(({ role, content }) => {
    const text = Array.isArray(content)
      ? content.map((each) => each.text ?? `[${each.type}]`).join(' ')
      : (content ?? '');
    return `${role}: ${text}`;
  });
  return texts.join('\n');
}

export function chatWish(request: ChatRequest, toolCall: ToolCall | undefined): Wish {
  return {
    prompt: promptOf(request.messages),
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    ignoreEnd: request.ignore_eos,
    reasoningShare: REASONING[request.reasoning_effort ?? 'none'] ?? 0,
    seed: request.seed ?? undefined,
    answer: toolCall?.tokens,
  };
}

export function completionWish(request: CompletionRequest): Wish {
  return {
    prompt: Array.isArray(request.prompt) ? (request.prompt[0] ?? '') : request.prompt,
    maxTokens: request.max_tokens ?? undefined,
    ignoreEnd: request.ignore_eos,
    seed: request.seed ?? undefined,
  };
}

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** Frames differ only in their text, so what is around it is written once. */
function template(value: (mark: string) => unknown): (text: string) => string {
  const [before = '', after = ''] = event(value('\u0001')).split('"\\u0001"');
  return (text) => before + JSON.stringify(text) + after;
}

export function chatForm({ id, model, created }: Envelope, toolCall: ToolCall | undefined): Form {
  const base = { id, object: 'chat.completion.chunk', created, model };
  const chunk = (delta: unknown, finish: Finish | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const reasoning = template((text) => chunk({ reasoning_content: text }));
  const answer = template((text) =>
    chunk(toolCall ? { tool_calls: [{ index: 0, function: { arguments: text } }] } : { content: text }),
  );
  const call = toolCall && { id: toolCall.id, type: 'function', function: { name: toolCall.name, arguments: '' } };
  let isCalled = false;
  return {
    opening: event(chunk({ role: 'assistant', content: toolCall ? null : '' })),
    frame(kind, text) {
      if (kind === 'reasoning') return reasoning(text);
      if (call === undefined || isCalled) return answer(text);
      // The name of the function comes once, with the first piece of its arguments.
      isCalled = true;
      const first = { ...call, index: 0, function: { ...call.function, arguments: text } };
      return event(chunk({ tool_calls: [first] }));
    },
    closing: (finish) => event(chunk({}, finish)),
    usage: (usage) => event({ ...base, choices: [], usage }),
    whole: (thoughts, text, finish, usage) => ({
      ...base,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: call ? null : text,
            ...(thoughts !== '' && { reasoning_content: thoughts }),
            ...(call && { tool_calls: [{ ...call, function: { ...call.function, arguments: text } }] }),
          },
          finish_reason: finish,
        },
      ],
      usage,
    }),
  };
}

export function completionForm({ id, model, created }: Envelope): Form {
  const base = { id, object: 'text_completion', created, model };
  const choice = (text: string, finish: Finish | null) => ({
    ...base,
    choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
  });
  const answer = template((text) => choice(text, null));
  return {
    opening: undefined,
    frame: (_kind, text) => answer(text),
    closing: (finish) => event(choice('', finish)),
    usage: (usage) => event({ ...base, choices: [], usage }),
    whole: (_thoughts, text, finish, usage) => ({ ...choice(text, finish), usage }),
  };
}
