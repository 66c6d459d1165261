import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseGitStatus, readCi, readEnvironment } from './environment.ts';
import { environmentSchema } from './schema/header.ts';

const folder = mkdtempSync(join(tmpdir(), 'proofload-environment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e', ...args], { cwd: folder, stdio: 'ignore' });
const read = () => readEnvironment({ version: '1.2.3', workingDirectory: folder, variables: {} });

describe('the environment', () => {
  it('tells the machine, and no repository where there is none', async () => {
    const environment = await read();
    expect(environmentSchema.parse(environment)).toEqual(environment);
    expect(environment).toMatchObject({ proofload: '1.2.3', node: process.version, git: null, ci: null });
  });

  it('tells commit and branch, and is dirty only by what is tracked', async () => {
    writeFileSync(join(folder, 'tracked'), '1');
    git('init', '-b', 'trunk');
    expect((await read()).git).toBeNull();
    git('add', 'tracked');
    git('commit', '-m', 'first');
    writeFileSync(join(folder, 'untracked'), '1');
    expect((await read()).git).toMatchObject({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      branch: 'trunk',
      dirty: false,
    });
    writeFileSync(join(folder, 'tracked'), '2');
    expect((await read()).git?.dirty).toBe(true);
  });

  it('takes the branch from the build system where none is checked out', () => {
    const status = '# branch.oid abc\n# branch.head (detached)\n';
    expect(parseGitStatus(status, { GITHUB_HEAD_REF: '', GITHUB_REF_NAME: 'topic' })?.branch).toBe('topic');
    expect(parseGitStatus(status, {})?.branch).toBeNull();
  });

  it('knows the build system by its variables', () => {
    const variables = {
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: '7',
      GITHUB_SERVER_URL: 'https://h',
      GITHUB_REPOSITORY: 'o/r',
    };
    expect(readCi(variables)).toEqual({ name: 'GitHub Actions', build: '7', url: 'https://h/o/r/actions/runs/7' });
    expect(readCi({ CI: 'true' })).toEqual({ name: 'CI', build: null, url: null });
    expect(readCi({ CI: 'false' })).toBeNull();
  });
});
