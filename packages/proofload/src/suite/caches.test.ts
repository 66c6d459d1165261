import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.ts';
import { user } from './user.ts';
import { problemsOfSuite } from './validate.ts';

const suite = {
  name: 'shop',
  target: 'http://127.0.0.1:8000',
  users: [user('Reader', { tasks: { browse: ({ http }) => http.get('/books') } })],
};
const hit = () => true;
const problemsOf = (members: object) => problemsOfSuite({ ...suite, ...members }).map(formatProblem);

describe('the caches of a suite', () => {
  it('say how an answer tells whether it came out of one, and may say which and ask the service', () => {
    const statistics = { request: () => undefined, evictions: () => 0, every: '5s' };
    const caches = { images: { hit, operations: ['GET /images*'], statistics }, pages: { hit, operations: 'GET /' } };
    expect(problemsOf({ caches, requirements: { 'cache:images': { hitRatio: '>85%', 'hit.p95': '<50ms' } } })).toEqual(
      [],
    );
  });

  it('have their problems shown with paths', () => {
    const images = { hit: 'x-cache', operations: [], statistics: { request: hit, every: '0s' } };
    expect(problemsOf({ caches: { images } })).toEqual([
      'caches.images.hit: must be a function, got "x-cache".',
      'caches.images.operations: must not be empty.',
      'caches.images.statistics.evictions: must be a function, got nothing.',
      'caches.images.statistics.every: must be a duration above 0, got "0s".',
    ]);
  });

  it('are the ones that requirements may name', () => {
    const requirements = { 'cache:image': { hitRatio: '>85%' } };
    const describeIt = 'Describe it: caches: { image: { hit: (response) => … } }.';
    expect(problemsOf({ caches: { images: { hit } }, requirements })).toEqual([
      `requirements["cache:image"]: there is no cache "image". Did you mean "images"? ${describeIt}`,
    ]);
    expect(problemsOf({ scenarios: { soak: { requirements } } })).toEqual([
      `scenarios.soak.requirements["cache:image"]: there is no cache "image". ${describeIt}`,
    ]);
  });
});
