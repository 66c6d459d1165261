/**
 * The profiles that every suite has: amounts of load by name. A suite's own of the same name take their place.
 */
import type { Profile } from './types.ts';

/** The profile that is used when nothing else says how much load there is to be. */
export const DEFAULT_PROFILE = 'light';

/**
 * The built-in profiles.
 *
 * @example
 * BUILT_IN_PROFILES.heavy?.users; // 50
 */
export const BUILT_IN_PROFILES: Readonly<Record<string, Profile>> = {
  light: { description: 'Smoke test, CI', users: 10, spawnRate: 1, runTime: '1m' },
  medium: { description: 'Regular test', users: 20, spawnRate: 2, runTime: '5m' },
  heavy: { description: 'Stress before production', users: 50, spawnRate: 5, runTime: '10m' },
  spike: { description: 'Sudden rise', users: 100, spawnRate: 10, runTime: '3m' },
  endurance: { description: 'Leaks, long-term stability', users: 50, spawnRate: 1, runTime: '30m' },
};

/** All profiles of a suite by name, the built-in ones among them. */
export function profilesOf(own: Readonly<Record<string, Profile>> | undefined): Readonly<Record<string, Profile>> {
  return { ...BUILT_IN_PROFILES, ...own };
}
