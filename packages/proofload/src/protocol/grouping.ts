/** Operations within a `group()` of a task have its name as a tag, by which requirements and reports find them. */
import type { Tags } from '../measure/slice.ts';
import type { Caller } from './caller.ts';

/**
 * The tags of an operation that a caller begins now: its own, and that of the group. A tag `group` of its own wins.
 *
 * @param tags - as the operation's options say them
 */
export function groupedTags({ groupName: group }: Caller, tags: Tags | undefined): Tags | undefined {
  return group === undefined ? tags : { group, ...tags };
}
