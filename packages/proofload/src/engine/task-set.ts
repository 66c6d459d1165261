/** The tasks of a kind of user, ready to be picked: by weight, or in the order of a sequence. */
import { createPicker } from '../plan/pick.ts';
import type { TaskPlan, UserPlan } from '../plan/types.ts';
import type { TaskDefinition, TaskFunction, Tasks, User } from '../suite/types.ts';

/** A task with its function. */
export interface RunnableTask {
  readonly name: string;
  /** How the task's own errors are named: `Reader.browse`. */
  readonly operation: string;
  readonly run: TaskFunction;
}

/** A kind of user with its functions: the plan says which tasks are left and what they weigh, the suite what they do. */
export interface UserKind {
  readonly plan: UserPlan;
  readonly start: TaskFunction | undefined;
  readonly stop: TaskFunction | undefined;
  readonly tasks: readonly RunnableTask[];
  /** The index of the task at which a number in [0, 1) points by weight. */
  readonly pick: (draw: number) => number;
}

/** @throws Error when the suite lacks what the plan names, which means that they are not of the same source. */
export function bindUser(plan: UserPlan, users: readonly User[]): UserKind {
  const user = users.find((candidate) => candidate.name === plan.name);
  if (user === undefined) throw new Error(`The suite has no user “${plan.name}”, though the plan names it.`);
  const all: Tasks = isSequence(user.tasks) ? user.tasks.sequence : user.tasks;
  return {
    plan,
    start: user.start,
    stop: user.stop,
    tasks: plan.tasks.map((task) => bindTask(plan, task, all)),
    pick: createPicker(plan.tasks.map(({ weight }) => weight)),
  };
}

function bindTask(user: UserPlan, plan: TaskPlan, all: Tasks): RunnableTask {
  const task = all[plan.name];
  if (task === undefined) throw new Error(`User “${user.name}” has no task “${plan.name}”, though the plan names it.`);
  const run = typeof task === 'function' ? task : (task as TaskDefinition).run;
  return { name: plan.name, operation: `${user.name}.${plan.name}`, run };
}

function isSequence(tasks: User['tasks']): tasks is Extract<User['tasks'], { sequence: Tasks }> {
  const { sequence } = tasks;
  return typeof sequence === 'object' && !('run' in sequence);
}
