import { describe, expect, it } from 'vitest';
import { beginStream, DONE, delta, modelServer, openLlmUser } from './session.fixture.ts';

/** Answers the n-th turn, from 0, with its number; the third fails. */
function counting() {
  return modelServer((response, number) => {
    if (number === 2) {
      response.writeHead(500).end();
      return;
    }
    beginStream(response);
    response.end(delta({ content: `answer ${number}` }) + delta({}, 'stop') + DONE);
  });
}

const said = (body: unknown) =>
  (body as { readonly messages: readonly { readonly role: string; readonly content: string }[] }).messages.map(
    ({ role, content }) => `${role}: ${content}`,
  );

describe('a conversation', () => {
  it('sends all that was said before, but no turn that failed', async () => {
    const server = await counting();
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const conversation = llm.conversation({ system: 'Be brief.', prefix: 'Shared.', maxTokens: 5 });
    for (const text of ['one', 'two', 'three', 'four']) await conversation.say(text, { name: 'turn' });
    expect(said(server.seen[3]?.body)).toEqual([
      'system: Shared.\n\nBe brief.',
      'user: one',
      'assistant: answer 0',
      'user: two',
      'assistant: answer 1',
      'user: four',
    ]);
    expect(server.seen[3]?.body).toMatchObject({ max_tokens: 5, model: 'm' });
    expect([conversation.turns, conversation.messages.length]).toEqual([3, 7]);
    expect(recorded().of('turn').counts.count).toBe(4);
    conversation.reset();
    expect(conversation.messages).toHaveLength(1);
  });

  it('may leave out its oldest turns', async () => {
    const server = await counting();
    const { llm } = openLlmUser({ baseUrl: server.url });
    const conversation = llm.conversation({ mostTurns: 1 });
    for (const text of ['one', 'two', 'three']) await conversation.say(text);
    expect(said(server.seen[2]?.body)).toEqual(['user: two', 'assistant: answer 1', 'user: three']);
  });
});
