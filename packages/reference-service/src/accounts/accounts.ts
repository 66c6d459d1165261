/**
 * Accounts and sessions in SQLite.
 *
 * A session has one refresh token at a time. Each refresh replaces it; an older one that comes back means that it was
 * copied, so the whole session ends.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ApiError } from '../http/errors.ts';
import type { Database } from '../storage/database.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { ACCESS_TOKEN_SECONDS, type Identity, type Tokens } from './tokens.ts';

const SESSION_MS = 7 * 24 * 3600 * 1000;

/** An account as its owner sees it. */
export interface Profile {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a log-in or a refresh gives. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly refresh_hash: string;
  readonly expires_at: number;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password_hash TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id), refresh_hash TEXT NOT NULL, expires_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_of_user ON sessions(user_id);
CREATE TABLE IF NOT EXISTS password_resets (token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, created_at INTEGER NOT NULL);
`;

const PROFILE = 'id, email, name, created_at AS createdAt, updated_at AS updatedAt';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const newSecret = (): string => randomBytes(24).toString('base64url');
const wrongCredentials = (): ApiError =>
  new ApiError(401, 'wrong_credentials', 'No account has this name and password.');

export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(database: Database, tokens: Tokens) {
  database.exec(SCHEMA);
  const insertUser = database.prepare('INSERT OR IGNORE INTO users VALUES (?, ?, ?, ?, ?, ?)');
  const userByEmail = database.prepare<{ id: string; password_hash: string }>(
    'SELECT id, password_hash FROM users WHERE email = ?',
  );
  const userById = database.prepare<Profile>(`SELECT ${PROFILE} FROM users WHERE id = ?`);
  const passwordOf = database.prepare<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = ?');
  const setName = database.prepare<Profile>(
    `UPDATE users SET name = ?, updated_at = ? WHERE id = ? RETURNING ${PROFILE}`,
  );
  const setPassword = database.prepare('UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?');
  const insertSession = database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?)');
  const sessionById = database.prepare<SessionRow>(
    'SELECT id, user_id, refresh_hash, expires_at FROM sessions WHERE id = ?',
  );
  const rotate = database.prepare(
    'UPDATE sessions SET refresh_hash = ?, expires_at = ? WHERE id = ? AND refresh_hash = ?',
  );
  const endSession = database.prepare('DELETE FROM sessions WHERE id = ?');
  const endOthers = database.prepare('DELETE FROM sessions WHERE user_id = ? AND id <> ?');
  const insertReset = database.prepare('INSERT INTO password_resets VALUES (?, ?, ?)');

  async function pair(identity: Identity, secret: string): Promise<TokenPair> {
    const accessToken = await tokens.sign(identity);
    return {
      accessToken,
      refreshToken: `${identity.sessionId}.${secret}`,
      tokenType: 'Bearer',
      expiresIn: ACCESS_TOKEN_SECONDS,
    };
  }

  async function startSession(userId: string): Promise<TokenPair> {
    const identity = { userId, sessionId: randomUUID() };
    const secret = newSecret();
    insertSession.run(identity.sessionId, userId, sha256(secret), Date.now() + SESSION_MS);
    return pair(identity, secret);
  }

  function profile(userId: string): Profile {
    const found = userById.get(userId);
    if (found === undefined) throw new ApiError(401, 'no_account', 'The account of this token no longer exists.');
    return found;
  }

  async function register(email: string, name: string, password: string): Promise<Profile> {
    const id = randomUUID();
    const now = new Date().toISOString();
    const created = insertUser.run(id, email.toLowerCase(), name, await hashPassword(password), now, now);
    if (created === 0) throw new ApiError(409, 'email_taken', `An account with the address ${email} exists already.`);
    return profile(id);
  }

  return {
    profile,
    register,

    async logIn(email: string, password: string): Promise<TokenPair> {
      const user = userByEmail.get(email.toLowerCase());
      if (user === undefined || !(await verifyPassword(user.password_hash, password))) throw wrongCredentials();
      return startSession(user.id);
    },

    has: (email: string): boolean => userByEmail.get(email.toLowerCase()) !== undefined,

    /** Who an Authorization header speaks for. A session that was logged out ends its access tokens too. */
    async authenticate(authorization: string | undefined): Promise<Identity> {
      if (!authorization?.startsWith('Bearer ')) {
        throw new ApiError(
          401,
          'no_token',
          'This needs an access token. Log in and send it as `Authorization: Bearer …`.',
        );
      }
      const identity = await tokens.verify(authorization.slice('Bearer '.length));
      if (sessionById.get(identity.sessionId) === undefined) {
        throw new ApiError(401, 'session_over', 'This session has been logged out. Log in again.');
      }
      return identity;
    },

    async refresh(refreshToken: string): Promise<TokenPair> {
      const [sessionId = '', secret = ''] = refreshToken.split('.');
      const session = sessionById.get(sessionId);
      if (session === undefined || session.expires_at < Date.now()) {
        throw new ApiError(401, 'invalid_refresh_token', 'The refresh token is not valid any more. Log in again.');
      }
      const next = newSecret();
      if (rotate.run(sha256(next), Date.now() + SESSION_MS, sessionId, sha256(secret)) === 0) {
        endSession.run(sessionId);
        throw new ApiError(
          401,
          'refresh_token_reused',
          'This refresh token was used before, so its session has ended. Log in again.',
        );
      }
      return pair({ userId: session.user_id, sessionId }, next);
    },

    logOut: ({ sessionId }: Identity): void => {
      endSession.run(sessionId);
    },

    rename(userId: string, name: string): Profile {
      return setName.get(name, new Date().toISOString(), userId) ?? profile(userId);
    },

    /** Ends the account's other sessions, as a changed password should. */
    async changePassword({ userId, sessionId }: Identity, current: string, wanted: string): Promise<void> {
      const row = passwordOf.get(userId);
      if (row === undefined || !(await verifyPassword(row.password_hash, current))) {
        throw new ApiError(403, 'wrong_password', 'The current password is not right.');
      }
      setPassword.run(await hashPassword(wanted), new Date().toISOString(), userId);
      endOthers.run(userId, sessionId);
    },

    /** Notes the request; no e-mail is sent. The caller cannot tell whether the account exists. */
    requestReset(email: string): void {
      const user = userByEmail.get(email.toLowerCase());
      if (user !== undefined) insertReset.run(sha256(newSecret()), user.id, Date.now());
    },
  };
}
