import { describe, expect, it } from 'vitest';
import { type Happening, measure, request, sliceSeconds } from './measured.fixture.ts';
import { timelineOf } from './timeline.ts';

const SECONDS = 6;

/** One answer begins each second, gives three chunks of two tokens each in the next two, and ends. */
const chats: Happening = (recorder, second, nowMs) => {
  const chat = recorder.operation('chat', 'llm');
  if (second < 4) chat.trend('ttft').record(100 + second);
  for (let behind = 1; behind <= 2; behind += 1) {
    if (second >= behind && second < 4 + behind) chat.trend('chunkGap').record(1000);
  }
  if (second < 2) return;
  chat.answered(nowMs, 2000, 2000, 0);
  chat.trend('streaming').record(2000);
  chat.trend('outputTokens').record(6);
};

describe('models over time', () => {
  const rows = timelineOf(measure(sliceSeconds(SECONDS, chats)), SECONDS * 1000).map(({ models }) => models!);

  it('have their tokens when the chunks came, and all of them', () => {
    expect(rows.map(({ tokensPerSecond }) => tokensPerSecond)).toEqual([2, 4, 6, 6, 4, 2]);
  });

  it('have those streams at once that began and did not end', () => {
    expect(rows.map(({ streams }) => streams)).toEqual([1, 2, 2, 2, 1, 0]);
  });

  it('have the time to the first token of those that began, and none where none did', () => {
    expect(rows[3]?.ttftP50).toBeCloseTo(103, 0);
    expect(rows[5]?.ttftP95).toBeNull();
  });

  it('count from the start of the run, whatever is cut', () => {
    const cut = timelineOf(measure(sliceSeconds(SECONDS, chats), 3000), SECONDS * 1000);
    expect(cut.map(({ models }) => models?.streams)).toEqual([1, 2, 2, 2, 1, 0]);
  });

  it('have the tokens of answers without a stream where these ended', () => {
    const whole: Happening = (recorder, second, nowMs) => {
      const chat = recorder.operation('chat', 'llm');
      chat.answered(nowMs, 50, 50, 0);
      chat.trend('outputTokens').record(10 * second);
    };
    const timeline = timelineOf(measure(sliceSeconds(3, whole)), 3000);
    expect(timeline.map(({ models }) => models?.tokensPerSecond)).toEqual([0, 10, 20]);
    expect(timeline[2]?.models).toMatchObject({ streams: 0, ttftP50: null });
  });
});

describe('jobs over time', () => {
  it('are open from their submission to their end', () => {
    const jobs: Happening = (recorder, second, nowMs) => {
      const job = recorder.operation('biography', 'job');
      if (second < 3) job.trend('submit').record(10);
      if (second < 3) job.trend('submit').record(10);
      if (second < 2) return;
      job.answered(nowMs, 2000, 2000, 0);
      job.trend('total').record(2000);
    };
    const timeline = timelineOf(measure(sliceSeconds(5, jobs)), 5000);
    expect(timeline.map(({ openJobs }) => openJobs)).toEqual([2, 4, 5, 4, 3]);
  });
});

describe('a run without generative work', () => {
  it('has nothing of it', () => {
    const timeline = timelineOf(
      measure(sliceSeconds(2, (recorder, _, nowMs) => request(recorder, 'GET /', nowMs, 5))),
      2000,
    );
    expect(timeline.some((row) => 'models' in row || 'openJobs' in row)).toBe(false);
  });
});
