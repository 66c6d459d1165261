/** Reads a stream of server-sent events to its end, as a client would. */

export interface ReadStream {
  /** The data of each event but the last, parsed. */
  readonly chunks: readonly Chunk[];
  readonly isDone: boolean;
  /** The connection broke before the end of the response. */
  readonly isBroken: boolean;
}

export interface Chunk {
  readonly id?: string;
  readonly object?: string;
  readonly choices?: readonly {
    readonly text?: string;
    readonly delta?: {
      readonly role?: string;
      readonly content?: string | null;
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly {
        readonly id?: string;
        readonly function: { readonly name?: string; readonly arguments: string };
      }[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
  };
  readonly error?: { readonly code: string };
}

export async function readStream(response: Response): Promise<ReadStream> {
  let text = '';
  let isBroken = false;
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    isBroken = true;
  }
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  const data = events.map((event) => event.slice('data: '.length));
  return {
    chunks: data.filter((each) => each !== '[DONE]').map((each) => JSON.parse(each) as Chunk),
    isDone: data.at(-1) === '[DONE]',
    isBroken,
  };
}
