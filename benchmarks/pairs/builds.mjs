/** Builds of a service under test: commits of a repository made for it, each with a group of stored runs. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

const COMMAND = join(root, 'packages', 'proofload', 'bin', 'proofload.js');
const MOST_ATTEMPTS = 3;

/** A suite in a repository of its own; every build is a commit, so that the history of equal runs is learned from too. */
export class Builds {
  /** Runs that the machine made invalid, and that were made again. */
  repeated = 0;
  #folder = mkdtempSync(join(tmpdir(), 'proofload-pairs-'));

  /** @param {string} suite its source */
  constructor(suite) {
    writeFileSync(join(this.#folder, 'pairs.perf.ts'), suite);
    writeFileSync(join(this.#folder, '.gitignore'), '.proofload\n');
    this.#git('init', '--quiet', '--initial-branch=main');
    this.#git('config', 'user.email', 'benchmark@example.com');
    this.#git('config', 'user.name', 'benchmark');
    this.#git('add', '.');
  }

  /** Makes a build and runs the suite on it so often. @returns {Promise<{ commit: string, records: readonly any[] }>} */
  async make(runs) {
    this.#git('commit', '--quiet', '--allow-empty', '--message', 'A build.');
    const records = [];
    while (records.length < runs) records.push(await this.#run());
    return { commit: this.#git('rev-parse', 'HEAD').trim(), records };
  }

  /** What `proofload compare` says of two builds. */
  async compare(before, after) {
    const { stdout, stderr } = await this.#proofload(['compare', before, after, '--json']);
    if (stdout === '') throw new Error(`The comparison failed: ${stderr}`);
    return JSON.parse(stdout);
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run() {
    for (let attempt = 1; ; attempt += 1) {
      const { code, stderr } = await this.#proofload(['run', 'pairs.perf.ts', '--headless', '--quiet']);
      if (code !== 3 && code !== 0) throw new Error(`A run ended with code ${code}: ${stderr}`);
      if (code === 0 || attempt === MOST_ATTEMPTS) return this.#newest();
      this.repeated += 1;
    }
  }

  #newest() {
    const runs = join(this.#folder, '.proofload', 'runs');
    return JSON.parse(readFileSync(join(runs, readdirSync(runs).sort().at(-1), 'run.json'), 'utf8'));
  }

  #proofload(args) {
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        said[stream] += text;
      });
    }
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  }

  #git(...args) {
    const { stdout, stderr, status } = spawnSync('git', args, { cwd: this.#folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
    return stdout;
  }
}
