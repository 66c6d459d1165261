/** Which task a row of a trace is for. */
import type { UserPlan } from './types.ts';

/** A task that rows of a trace are for. */
export interface TraceTask {
  /** Index of the kind of user. */
  readonly kind: number;
  /** In [0, 1): points to the task among those of its user. */
  readonly draw: number;
}

/**
 * The task that a trace means by `read` or `Reader.read`; of several users with a task of that name, the first.
 *
 * @param users - of the plan; tasks of a sequence cannot be asked for one by one
 */
export function taskNamed(name: string, users: readonly UserPlan[]): TraceTask | undefined {
  for (const [kind, user] of users.entries()) {
    if (user.sequence) continue;
    const index = user.tasks.findIndex((task) => name === task.name || name === `${user.name}.${task.name}`);
    if (index < 0) continue;
    const weights = user.tasks.map(({ weight }) => weight);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const before = weights.slice(0, index).reduce((sum, weight) => sum + weight, 0);
    return { kind, draw: (before + (weights[index] as number) / 2) / total };
  }
  return undefined;
}
