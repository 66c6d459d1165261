import { describe, expect, it } from 'vitest';
import { parseCommand } from './arguments.ts';

describe('the command line', () => {
  it('starts on port 8000 of this machine, without truth and faults, unless told otherwise', () => {
    expect(parseCommand([])).toEqual({
      kind: 'start',
      quiet: false,
      options: { port: 8000, host: '127.0.0.1', groundTruth: false, faults: false },
    });
  });

  it('understands every flag', () => {
    const words =
      '--port 0 --host ::1 --seed 7 --speed 10 --ground-truth --faults --data d --quiet --set provider.servers=9 --set images.coldShare=0';
    expect(parseCommand(words.split(' '))).toEqual({
      kind: 'start',
      quiet: true,
      options: {
        port: 0,
        host: '::1',
        seed: 7,
        speed: 10,
        groundTruth: true,
        faults: true,
        dataFolder: 'd',
        models: { provider: { servers: 9 }, images: { coldShare: 0 } },
      },
    });
    expect(parseCommand(['--fault', 'error-rate=0.3', '--fault=latency=5ms'])).toMatchObject({
      options: { faults: { errorRate: 0.3, latencyMs: 5 } },
    });
    expect(parseCommand(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    ['--port=x', "--port is 'x'"],
    ['--port=70000', '0 to 65535'],
    ['--speed=0', 'above 0'],
    ['--seed=1.5', 'whole number'],
    ['--prot=1', "Unknown option '--prot'"],
    ['--port', 'argument missing'],
    ['extra', "Unexpected argument 'extra'"],
    ['--fault=sloth=1', "There is no fault 'sloth=1'"],
    ['--set=provider.speed=1', 'provider: Unrecognized key'],
    ['--set=servers=1', "'servers=1' sets nothing"],
    ['--set=provider.servers=0', 'provider.servers: '],
  ])('says in a sentence what is wrong with %s', (word, part) => {
    const command = parseCommand([word]);
    expect(command).toMatchObject({ kind: 'wrong', message: expect.stringContaining(part) });
    expect((command as { message: string }).message).toMatch(/See --help\.$/);
  });
});
