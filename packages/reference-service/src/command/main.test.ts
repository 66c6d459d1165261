import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/** The command as people have it: the built package. */
const COMMAND = fileURLToPath(new URL('../../bin/service.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'proofload-command-'));
const started: ChildProcess[] = [];

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function run(...words: string[]) {
  const child = spawn(process.execPath, [COMMAND, ...words], { env: { ...process.env, TMPDIR: folder } });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const url = async (): Promise<string> => {
    await expect.poll(() => out, { timeout: 20_000 }).toContain('listens on');
    return out.trim().split(' ').at(-1) ?? '';
  };
  return { child, ended, url };
}

describe('the command', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it listens, ends well on %s, and leaves nothing behind',
    async (signal) => {
      const { child, ended, url } = run('--port', '0');
      expect((await fetch(`${await url()}/health`)).status).toBe(200);
      expect(readdirSync(folder).filter((name) => name.startsWith('proofload-reference-'))).toHaveLength(1);
      child.kill(signal);
      expect(await ended).toMatchObject({
        code: 0,
        err: '',
        out: expect.stringMatching(/^reference service listens on http:\/\/127\.0\.0\.1:\d+\n$/),
      });
      expect(readdirSync(folder).filter((name) => name.startsWith('proofload-reference-'))).toEqual([]);
    },
  );

  it('keeps its data in the folder that is named', async () => {
    const data = join(folder, 'kept', 'here');
    const { child, ended, url } = run('--port', '0', '--data', data);
    await url();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(existsSync(join(data, 'service.db'))).toBe(true);
  });

  it('says in a sentence that a port is taken, a folder cannot be used, or a file is no database', async () => {
    const { child, url } = run('--port', '0');
    const port = new URL(await url()).port;
    const taken = await run('--port', port).ended;
    expect([taken.code, taken.err]).toEqual([
      1,
      `Cannot listen on 127.0.0.1:${port}: another process listens there. Stop it, or choose another port with --port.\n`,
    ]);
    child.kill('SIGTERM');

    writeFileSync(
      join(folder, 'service.db'),
      'this is no database, but it is long enough to be taken for one'.repeat(20),
    );
    for (const wrong of [join(folder, 'service.db', 'below'), folder]) {
      const { code, err } = await run('--port', '0', '--data', wrong).ended;
      expect([code, err]).toEqual([1, expect.stringMatching(/^Cannot (keep data in|use) .*--data\.\n$/)]);
    }
  });

  it('refuses a wrong flag with exit code 2, and helps', async () => {
    const wrong = await run('--prot', '1').ended;
    expect([wrong.code, wrong.err.includes('\n    at ')]).toEqual([2, false]);
    const help = await run('--help').ended;
    expect([help.code, help.out]).toEqual([0, expect.stringContaining('--ground-truth')]);
  });
});
