/** Where a run takes place: what has to be the same, or be named as different, when runs are compared. */
import { execFile } from 'node:child_process';
import { availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import type { Environment } from './schema/header.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment is read from. */
export interface EnvironmentSources {
  /** Version of Proofload. */
  readonly version: string;
  /** Where the repository is looked for. */
  readonly workingDirectory: string;
  /** The process's environment variables. */
  readonly variables: Variables;
}

/** Reads the environment; what cannot be found out is null or `unknown`, never an error. */
export async function readEnvironment(sources: EnvironmentSources): Promise<Environment> {
  const limit = process.constrainedMemory();
  return {
    host: hostname(),
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    // Without a limit some systems tell an enormous one.
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    os: `${type()} ${release()}`,
    node: process.version,
    proofload: sources.version,
    git: await readGit(sources.workingDirectory, sources.variables),
    ci: readCi(sources.variables),
  };
}

/** Untracked files do not make a tree dirty: the store itself would be one. */
async function readGit(workingDirectory: string, variables: Variables): Promise<Environment['git']> {
  const command = ['status', '--porcelain=v2', '--branch', '--untracked-files=no', '--no-renames'];
  try {
    const options = { cwd: workingDirectory, timeout: 5000, maxBuffer: 2 ** 26 };
    const { stdout } = await promisify(execFile)('git', ['--no-optional-locks', ...command], options);
    return parseGitStatus(stdout, variables);
  } catch {
    return null;
  }
}

/** Reads `git status --porcelain=v2 --branch`; null before the first commit. Exported for its test. */
export function parseGitStatus(status: string, variables: Variables): Environment['git'] {
  const lines = status.split('\n').filter((line) => line !== '');
  const header = (name: string) => lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header('branch.oid');
  if (commit === undefined || commit === '(initial)') return null;
  const head = header('branch.head');
  // On a build machine the branch is usually not checked out by name.
  const named = head === undefined || head === '(detached)' ? ciBranch(variables) : head;
  return { commit, branch: named ?? null, dirty: lines.some((line) => !line.startsWith('#')) };
}

function ciBranch(variables: Variables): string | undefined {
  const names = [
    'GITHUB_HEAD_REF',
    'GITHUB_REF_NAME',
    'CI_COMMIT_REF_NAME',
    'BUILDKITE_BRANCH',
    'CIRCLE_BRANCH',
    'BRANCH_NAME',
  ];
  return names.map((name) => variables[name]).find((value) => value !== undefined && value !== '');
}

interface CiSystem {
  readonly name: string;
  /** The variable that gives it away. */
  readonly marker: string;
  readonly build: string;
  readonly url?: string;
}

const CI_SYSTEMS: readonly CiSystem[] = [
  { name: 'GitHub Actions', marker: 'GITHUB_ACTIONS', build: 'GITHUB_RUN_ID' },
  { name: 'GitLab CI', marker: 'GITLAB_CI', build: 'CI_JOB_ID', url: 'CI_JOB_URL' },
  { name: 'Buildkite', marker: 'BUILDKITE', build: 'BUILDKITE_BUILD_NUMBER', url: 'BUILDKITE_BUILD_URL' },
  { name: 'CircleCI', marker: 'CIRCLECI', build: 'CIRCLE_BUILD_NUM', url: 'CIRCLE_BUILD_URL' },
  { name: 'Azure Pipelines', marker: 'TF_BUILD', build: 'BUILD_BUILDID' },
  { name: 'Jenkins', marker: 'JENKINS_URL', build: 'BUILD_NUMBER', url: 'BUILD_URL' },
  { name: 'TeamCity', marker: 'TEAMCITY_VERSION', build: 'BUILD_NUMBER' },
  { name: 'Bitbucket Pipelines', marker: 'BITBUCKET_BUILD_NUMBER', build: 'BITBUCKET_BUILD_NUMBER' },
];

/** The build system that the process runs under, by the variables that it sets; null outside of any. */
export function readCi(variables: Variables): Environment['ci'] {
  const system = CI_SYSTEMS.find(({ marker }) => Boolean(variables[marker]));
  if (system !== undefined) {
    const url = system.url === undefined ? githubUrl(variables) : variables[system.url];
    return { name: system.name, build: variables[system.build] ?? null, url: url ?? null };
  }
  const generic = variables.CI;
  return generic && generic !== 'false' && generic !== '0' ? { name: 'CI', build: null, url: null } : null;
}

function githubUrl(variables: Variables): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = variables;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}
