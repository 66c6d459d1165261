/**
 * A job's events as a stream: what has happened so far, then what happens, until the job is over. Chapters carry their
 * number as event id, so that a client which comes back with Last-Event-ID gets only what it missed.
 */
import type { ServerResponse } from 'node:http';
import type { Scheduler, Wait } from '../clock/scheduler.ts';
import { EventStream } from '../http/eventStream.ts';
import type { Biographies } from './biographies.ts';
import type { Chapter } from './chapters.ts';

/** A comment now and then keeps proxies from closing a quiet connection. */
const HEARTBEAT_MS = 15_000;
const OPEN = new Set(['queued', 'running']);

export function streamBiography(
  response: ServerResponse,
  biographies: Biographies,
  scheduler: Scheduler,
  id: string,
  afterChapter: number,
): void {
  // Asked first: a job that does not exist is an answer of its own, not a stream.
  const missed = biographies.chapters(id).filter(({ number }) => number > afterChapter);
  const stream = new EventStream(response);
  let heartbeat: Wait;
  let stop = (): void => {};

  const sendChapter = ({ number, title, words, finishedAt }: Chapter): void => {
    stream.write(`id: ${number}\nevent: chapter\ndata: ${JSON.stringify({ number, title, words, finishedAt })}\n\n`);
  };
  const sendStatus = (): void => {
    const status = biographies.status(id);
    const isOver = !OPEN.has(status.status);
    stream.write(`event: ${isOver ? status.status : 'status'}\ndata: ${JSON.stringify(status)}\n\n`);
    if (!isOver) return;
    stop();
    stream.end();
  };
  const beat = (): void => {
    stream.write(': still here\n\n');
    heartbeat = scheduler.at(scheduler.now() + HEARTBEAT_MS, beat);
  };

  heartbeat = scheduler.at(scheduler.now() + HEARTBEAT_MS, beat);
  const unfollow = biographies.follow(id, (event) => {
    if (event.kind === 'chapter') sendChapter(event.chapter);
    else sendStatus();
  });
  stop = () => {
    unfollow();
    scheduler.cancel(heartbeat);
  };
  stream.onClose(stop);
  for (const chapter of missed) sendChapter(chapter);
  sendStatus();
}
