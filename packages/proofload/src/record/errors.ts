/** The one error of this room: the store, or something in it, could not be read or written. */

export type StoreErrorCode =
  | 'disk-full'
  | 'not-permitted'
  | 'read-only'
  | 'not-found'
  | 'not-a-folder'
  | 'too-many-files'
  | 'exists'
  | 'corrupt'
  | 'unknown-version'
  | 'ambiguous'
  | 'failed';

const BY_ERRNO: Readonly<
  Record<string, { readonly code: StoreErrorCode; readonly sentence: string; readonly next: string }>
> = {
  ENOSPC: {
    code: 'disk-full',
    sentence: 'the disk is full',
    next: 'Free some space, or choose another place with --out DIR.',
  },
  EDQUOT: {
    code: 'disk-full',
    sentence: 'the disk quota is spent',
    next: 'Free some space, or choose another place with --out DIR.',
  },
  EFBIG: { code: 'disk-full', sentence: 'the file would be too large', next: 'Choose another place with --out DIR.' },
  EACCES: {
    code: 'not-permitted',
    sentence: 'permission was denied',
    next: 'Change its permissions, or choose another place with --out DIR.',
  },
  EPERM: {
    code: 'not-permitted',
    sentence: 'permission was denied',
    next: 'Change its permissions, or choose another place with --out DIR.',
  },
  EROFS: { code: 'read-only', sentence: 'the file system is read-only', next: 'Choose another place with --out DIR.' },
  ENOENT: { code: 'not-found', sentence: 'there is no such file or folder', next: 'Check the path.' },
  ENOTDIR: {
    code: 'not-a-folder',
    sentence: 'a part of the path is not a folder',
    next: 'Check the path, or choose another place with --out DIR.',
  },
  EISDIR: { code: 'failed', sentence: 'it is a folder', next: 'Give the path of a file.' },
  EEXIST: { code: 'exists', sentence: 'something of that name is there already', next: 'Choose another name.' },
  EMFILE: { code: 'too-many-files', sentence: 'too many files are open', next: 'Raise the limit with ulimit -n.' },
  ENFILE: {
    code: 'too-many-files',
    sentence: 'too many files are open on this machine',
    next: 'Raise the limit of open files.',
  },
};

/**
 * Something in the store could not be read or written. Its message is a whole sentence with the path and what to do
 * next, fit to be shown to a person as it is.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Stable: programs may decide by it. */
  readonly code: StoreErrorCode;
  readonly path: string;

  constructor(code: StoreErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.path = path;
  }
}

/**
 * An error of the file system as a {@link StoreError}; one that is a StoreError already stays as it is.
 *
 * @param action - what was being done, to stand after "could not": `write the series`
 */
export function storeError(action: string, path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const errno = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const known = BY_ERRNO[errno];
  if (known === undefined) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new StoreError('failed', path, `Proofload could not ${action} at ${path}: ${why}.`, { cause });
  }
  const message = `Proofload could not ${action} at ${path}, since ${known.sentence}. ${known.next}`;
  return new StoreError(known.code, path, message, { cause });
}

/** Whether what was read was cut short or is none of ours, so that something else may tell the same. */
export function isCorrupt(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'corrupt';
}
