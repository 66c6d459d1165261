/** The reference service as a library: start it in this process, give it faults, stop it. */
export { type FaultSettings, parseFaultWords } from './faults/settings.ts';
export { type ServiceOptions, ServiceStartError } from './options.ts';
export { type RunningService, startService } from './service.ts';
