/**
 * What is wrong with something that a person wrote: where, what, and what to do. Checks collect problems and never
 * stop at the first, so that one run shows them all.
 */

/** One thing that is wrong. */
export interface Problem {
  /** Where: `users[0].tasks.browse.weight`, `--users`, `PROOFLOAD_USERS`; empty for the whole. */
  readonly path: string;
  /** What, as the rest of a sentence: `must be a number of 0 or more, got "five"`. */
  readonly message: string;
  /** What to do about it, as whole sentences. */
  readonly hint: string | undefined;
}

/** What is wrong with a value whose place is known elsewhere. */
export type Fault = Omit<Problem, 'path' | 'hint'> & Partial<Pick<Problem, 'hint'>>;

/** Makes a problem; a hint may come with the space that "did you mean" sentences begin with. */
export function problem(path: string, message: string, hint = ''): Problem {
  return { path, message, hint: hint.trim() === '' ? undefined : hint.trim() };
}

/**
 * A problem as one line.
 *
 * @example
 * formatProblem(problem('load.users', 'must be a whole number of 1 or more, got 0'));
 * // 'load.users: must be a whole number of 1 or more, got 0.'
 */
export function formatProblem({ path, message, hint }: Problem): string {
  return `${path === '' ? '' : `${path}: `}${message}.${hint === undefined ? '' : ` ${hint}`}`;
}

/** The text of an error that carries problems: one in a line, more as a list under a heading. */
export function formatProblems(subject: string, problems: readonly Problem[]): string {
  const [first, ...others] = problems.map(formatProblem);
  if (others.length === 0) return `${subject} has a problem: ${first ?? ''}`;
  return `${subject} has ${problems.length} problems:\n${[first, ...others].map((line) => `  - ${line}`).join('\n')}`;
}

/**
 * A path as one writes it in code.
 *
 * @example
 * pathOf(['requirements', 'GET /books', 'p95']); // 'requirements["GET /books"].p95'
 */
export function pathOf(keys: readonly PropertyKey[]): string {
  let path = '';
  for (const key of keys) {
    if (typeof key === 'number') path += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(key))) path += path === '' ? String(key) : `.${String(key)}`;
    else path += `[${JSON.stringify(String(key))}]`;
  }
  return path;
}

/** A value as a message shows it: short, and never the whole of a large one. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Promise) return 'a promise (is an "await" missing?)';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** The entries of a record, none for anything else: for checks of what may be of the wrong shape. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

/** Whether a value is an object with named members, not a list and not `null`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
