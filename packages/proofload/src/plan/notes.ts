/** Sentences about what of a plan may not be as it was meant, to be shown before the run. */
import { tasksMention } from '../suite/operation-names.ts';
import type { Suite } from '../suite/types.ts';
import { formatDuration } from '../units/duration.ts';
import type { LoadKind } from './load-layers.ts';
import type { LoadPlan, Plan } from './types.ts';

/** What of the target's connections does not hold for gRPC, where tasks seem to use that. */
export function networkNotes({ target, users }: Suite): readonly string[] {
  if (typeof target === 'string' || !users.some((user) => tasksMention(user, 'grpc'))) return [];
  const given = (['proxy', 'sourceAddresses', 'bandwidth'] as const).filter((member) => target[member] !== undefined);
  if (given.length === 0) return [];
  const asks = `${given.join(' and ')} ${given.length === 1 ? 'asks' : 'ask'}`;
  return [`gRPC cannot do what the target's ${asks}: its calls to the target fail, and say so.`];
}

/** What of a run's time may not be as it was meant. */
export function timeNotes(
  kind: LoadKind,
  { load, runTimeMs, maxRunTimeMs, requirements }: Pick<Plan, 'load' | 'runTimeMs' | 'maxRunTimeMs' | 'requirements'>,
): readonly string[] {
  return [...endNotes({ runTimeMs, maxRunTimeMs, requirements }), ...rampNotes(kind, load, runTimeMs ?? maxRunTimeMs)];
}

function endNotes({
  runTimeMs,
  maxRunTimeMs,
  requirements,
}: Pick<Plan, 'runTimeMs' | 'maxRunTimeMs' | 'requirements'>): readonly string[] {
  if (runTimeMs !== undefined || requirements.length > 0) return [];
  const lasts = `${formatDuration(maxRunTimeMs)}, the most there may be (--max-run-time)`;
  return [`There is no requirement to be decided, so a run time of "auto" is ${lasts}.`];
}

function rampNotes(kind: LoadKind, load: LoadPlan, lastsMs: number): readonly string[] {
  const [ramp] = load.model === 'closed' ? load.stages : [];
  if (kind !== 'users' || ramp === undefined || ramp.durationMs <= lastsMs) return [];
  const [whole, run] = [formatDuration(ramp.durationMs), formatDuration(lastsMs)];
  return [`Starting ${ramp.users} users takes ${whole}, but the run lasts ${run}: raise --spawn-rate or --run-time.`];
}
