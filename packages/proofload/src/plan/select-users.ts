/**
 * Which users and tasks take part in a run, and with what weights.
 */

import { operationNames, tracesOf } from '../suite/operation-names.ts';
import { tasksOf } from '../suite/sequence.ts';
import type { Suite, TaskDefinition, User } from '../suite/types.ts';
import { parseBandwidth } from '../units/bandwidth.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { isSelected, type Selection } from './selection.ts';
import type { TaskPlan, UserPlan } from './types.ts';

/** What decides which users take part. */
export interface UserChoice extends Pick<ResolvedOptions, 'scenario' | 'profile'> {
  /** The profile was asked for from outside of the suite, and is stronger than the scenario. */
  readonly profileAsked: boolean;
  readonly selection: Selection;
}

/** The users that take part, and what the tasks that do and don't are known by, as far as their source tells. */
export interface ChosenUsers {
  readonly users: readonly UserPlan[];
  /** Names of operations, and as requirements have them tags (`tag:area=shop`) and metrics (`metric:orders`). */
  readonly traces: ReadonlySet<string>;
  readonly leftOutTraces: ReadonlySet<string>;
  /** All tasks that there are, for messages: `Reader.browse`, and its tags. */
  readonly allTasks: readonly { readonly name: string; readonly tags: readonly string[] }[];
}

/** Chooses users and tasks. */
export function chooseUsers(suite: Suite, choice: UserChoice): ChosenUsers {
  const users: UserPlan[] = [];
  const traces = new Set<string>();
  const leftOutTraces = new Set<string>();
  const allTasks: { readonly name: string; readonly tags: readonly string[] }[] = [];
  for (const user of suite.users) {
    const share = shareOf(user, choice);
    const { tasks, inOrder } = tasksOf(user.tasks);
    const planned: TaskPlan[] = [];
    for (const [name, task] of Object.entries(tasks)) {
      const definition: TaskDefinition = typeof task === 'function' ? { run: task } : task;
      const made = operationNames(definition.run, suite.llm?.model);
      const plan = planTask(user, name, definition);
      allTasks.push({ name: `${user.name}.${name}`, tags: plan.tags });
      const runs = share !== undefined && plan.weight > 0 && isChosen(user, plan, made, choice);
      if (runs) planned.push(plan);
      for (const trace of [...made, ...tracesOf(definition.run), name]) (runs ? traces : leftOutTraces).add(trace);
    }
    if (share === undefined || planned.length === 0) continue;
    for (const work of [user.start, user.stop]) {
      if (work === undefined) continue;
      for (const trace of [...operationNames(work, suite.llm?.model), ...tracesOf(work)]) traces.add(trace);
    }
    const line = user.bandwidth === undefined ? {} : { bandwidth: parseBandwidth(user.bandwidth) };
    const wait = user.wait ?? { kind: 'none' };
    users.push({ name: user.name, ...share, wait, ...line, sequence: inOrder, tasks: planned });
  }
  return { users, traces, leftOutTraces, allTasks };
}

function planTask(user: User, name: string, { weight = 1, tags = [] }: TaskDefinition): TaskPlan {
  return { name, weight, tags: [...new Set([...(user.tags ?? []), ...tags])] };
}

function isChosen(user: User, task: TaskPlan, operations: readonly string[], choice: UserChoice): boolean {
  const { scenario, selection } = choice;
  const full = `${user.name}.${task.name}`;
  const names = [full, user.name, task.name, ...operations, ...(scenario === undefined ? [] : [scenario.name])];
  return isSelected(selection, names, [...task.tags, ...(scenario?.thing.tags ?? [])]);
}

/** A user's weight or count; `undefined` for one that takes no part. */
function shareOf(user: User, choice: UserChoice): Pick<UserPlan, 'weight' | 'count'> | undefined {
  const { scenario, profile, profileAsked } = choice;
  if (scenario?.thing.users?.includes(user.name) === false) return undefined;
  const weights = profileAsked
    ? { ...scenario?.thing.weights, ...profile?.thing.weights }
    : { ...profile?.thing.weights, ...scenario?.thing.weights };
  const given = Object.hasOwn(weights, user.name) ? weights[user.name] : undefined;
  const count = given === undefined ? user.count : undefined;
  const weight = given ?? user.weight ?? 1;
  return (count ?? weight) === 0 ? undefined : { weight, count };
}
