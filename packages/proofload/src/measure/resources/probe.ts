/** What every probe of a resource has in common: a name, and what it reads when it is asked. */

/** What a value is: bytes, a share (of one core, or of a whole), a number, milliseconds, or a number per second. */
export type ResourceUnit = 'bytes' | 'ratio' | 'number' | 'ms' | 'perSecond';

/** One value at one moment. */
export interface ResourceReading {
  /** `memory`, `cpu`, or the name that the suite gives it. */
  readonly metric: string;
  readonly unit: ResourceUnit;
  readonly value: number;
  /** The value only ever rises, and what is of interest is by how much in a second: time of a processor, requests. */
  readonly counter: boolean;
}

/** Something of the target that can be asked how it is. */
export interface ResourceProbe {
  /** By which requirements know it: `resource:api` is `api`. */
  readonly name: string;
  /**
   * Reads everything at once.
   *
   * @throws {ResourceError} when nothing can be read
   */
  read(): Promise<readonly ResourceReading[]>;
}

/** A resource that cannot be read; its message is a sentence without the resource's name. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
  readonly code = 'resource-unreadable';
}
