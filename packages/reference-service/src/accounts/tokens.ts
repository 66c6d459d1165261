/**
 * Access tokens: JSON Web Tokens signed with HMAC-SHA-256. They say who and which session, and live for 15 minutes.
 * The key is kept in the database, so that tokens outlive a restart.
 */
import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { ApiError } from '../http/errors.ts';
import type { Database } from '../storage/database.ts';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const ISSUER = 'proofload-reference-service';

/** Who calls. */
export interface Identity {
  readonly userId: string;
  readonly sessionId: string;
}

export interface Tokens {
  sign(identity: Identity): Promise<string>;
  /** @throws ApiError 401 unless the token is genuine and has not expired. */
  verify(token: string): Promise<Identity>;
}

function signingKey(database: Database): Uint8Array {
  database.exec('CREATE TABLE IF NOT EXISTS signing_key (id INTEGER PRIMARY KEY CHECK (id = 1), key TEXT NOT NULL)');
  database.prepare('INSERT OR IGNORE INTO signing_key VALUES (1, ?)').run(randomBytes(32).toString('hex'));
  const row = database.prepare<{ key: string }>('SELECT key FROM signing_key').get();
  return Buffer.from(row?.key ?? '', 'hex');
}

export function createTokens(database: Database): Tokens {
  const key = signingKey(database);
  return {
    sign: ({ userId, sessionId }) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setIssuedAt()
        .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
        .sign(key),
    async verify(token) {
      try {
        const { payload } = await jwtVerify<{ sid: string }>(token, key, { issuer: ISSUER, algorithms: ['HS256'] });
        return { userId: payload.sub as string, sessionId: payload.sid };
      } catch {
        throw new ApiError(
          401,
          'invalid_token',
          'The access token is not valid, or it has expired. Log in again or refresh it.',
        );
      }
    },
  };
}
