import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InterruptedError } from './errors.ts';
import { checkHealth } from './reach.ts';

describe('the health check before a run', () => {
  it('ends at once when the run is interrupted, though the target does not answer', async () => {
    const interrupt = new AbortController();
    const silent = createServer((socket) => {
      socket.on('error', () => {});
      interrupt.abort();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(checkHealth({ url, healthCheck: '/health' }, interrupt.signal)).rejects.toThrow(InterruptedError);
  });
});
