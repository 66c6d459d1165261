/**
 * A conversation: its history grows with each turn, and is sent with the next.
 */
import type { ChatMessage, ChatRequest, Conversation, ConversationOptions, LlmOptions, LlmReply } from './types.ts';

/** Sends a chat. */
export type Chat = (request: ChatRequest, options?: LlmOptions) => Promise<LlmReply>;

export class GrowingConversation implements Conversation {
  readonly #chat: Chat;
  readonly #common: Omit<ConversationOptions, 'system' | 'prefix' | 'mostTurns'>;
  readonly #opening: readonly ChatMessage[];
  readonly #mostTurns: number;
  #history: readonly (readonly [said: ChatMessage, answered: ChatMessage])[] = [];
  #turns = 0;

  constructor(chat: Chat, options: ConversationOptions) {
    const { system, prefix, mostTurns = Number.POSITIVE_INFINITY, ...common } = options;
    const opening = [prefix, system].filter((text) => text !== undefined && text !== '').join('\n\n');
    this.#chat = chat;
    this.#common = common;
    this.#opening = opening === '' ? [] : [{ role: 'system', content: opening }];
    this.#mostTurns = mostTurns;
  }

  get messages(): readonly ChatMessage[] {
    return [...this.#opening, ...this.#history.flat()];
  }

  get turns(): number {
    return this.#turns;
  }

  async say(content: unknown, options?: LlmOptions): Promise<LlmReply> {
    const said: ChatMessage = { role: 'user', content };
    this.#shorten();
    const reply = await this.#chat({ ...this.#common, messages: [...this.messages, said] }, options);
    if (reply.ok) {
      this.#history = [...this.#history, [said, { role: 'assistant', content: reply.text }]];
      this.#turns += 1;
    }
    return reply;
  }

  reset(): void {
    this.#history = [];
    this.#turns = 0;
  }

  #shorten(): void {
    const surplus = this.#history.length - this.#mostTurns;
    if (surplus > 0) this.#history = this.#history.slice(surplus);
  }
}
