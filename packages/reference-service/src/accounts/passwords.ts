/**
 * Password hashing with argon2id.
 *
 * 2 MiB and one pass take about a millisecond of a thread-pool thread: real hashing, real memory traffic, yet a sign-up
 * flow of hundreds a second fits on a laptop. It is NOT enough for a service that guards real accounts (OWASP asks for
 * 19 MiB and two passes).
 */
import { hash, type Options, verify } from '@node-rs/argon2';

const COST: Options = { memoryCost: 2048, timeCost: 1, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** The cost is part of the hash, so hashes made at another cost still verify. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}
