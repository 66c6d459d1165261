import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';

describe('probes', () => {
  const service = useService();

  it.each(['/', '/health', '/api/v1/health/', '/api/v1/health/database', '/api/v1/health/ping'])(
    'answer at %s',
    async (path) => {
      const response = await service.get(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    },
  );

  it('ask the database for real', async () => {
    expect(await service.json('GET', '/api/v1/health/database')).toMatchObject({
      status: 'healthy',
      bytes: expect.any(Number),
    });
  });
});
