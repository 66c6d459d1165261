/** What a service can be started with, and its defaults. */
import type { FaultSettings } from './faults/settings.ts';
import type { ModelChanges } from './settings.ts';

export interface ServiceOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Everything random comes from it: books, delays, faults, simulated answers. */
  readonly seed?: number;
  /** How much faster than modelled the time of simulated work goes: 10 makes a tenth of every duration. */
  readonly speed?: number;
  /** Serves `/__truth` and holds answers back by scheduled delays. */
  readonly groundTruth?: boolean;
  /** Serves `/__faults`; settings are injected from the start. */
  readonly faults?: boolean | FaultSettings;
  /** Constants of what is simulated that differ from their defaults, such as `{ provider: { servers: 2000 } }`. */
  readonly models?: ModelChanges;
  /** A folder for the database; without it a temporary one, removed at the end. */
  readonly dataFolder?: string;
  /** Is told of errors that no endpoint meant to answer with. */
  readonly onError?: (error: Error) => void;
}

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8000;
export const DEFAULT_SEED = 1;

/** A service that could not be started; the message says why and what to do. */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
  readonly code: 'port_in_use' | 'cannot_listen' | 'data_folder';

  constructor(code: ServiceStartError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
