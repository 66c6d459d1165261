/** `/api/v1/auth`: sign-up, log-in, profile, passwords and tokens; and `/auth/login`, the bookshop's shorter door. */
import { z } from 'zod';
import { ApiError } from '../http/errors.ts';
import { type Route, route, type ServiceContext } from '../http/route.ts';
import type { Accounts } from './accounts.ts';
import type { Identity } from './tokens.ts';

const subject = 'accounts';
const email = z.email().max(254);
const password = z.string().min(8).max(128);
const name = z.string().trim().min(1).max(100);

const registration = z.object({ email, password, name: name.optional() });
// A form of OAuth 2 calls the address `username`.
const credentials = z
  .object({
    email: z.string().max(254).optional(),
    username: z.string().max(254).optional(),
    password: z.string().max(128),
  })
  .refine((value) => value.email !== undefined || value.username !== undefined, {
    error: 'is needed',
    path: ['email'],
  });
const shopCredentials = z.object({ user: z.string().min(1).max(100), password: z.string().max(128) });

/** Every `u1`, `u2`, … is a customer of the bookshop from the start, with this password. */
const DEMO_CUSTOMER = /^u\d{1,9}$/;
const DEMO_PASSWORD = 'secret';

export function accountRoutes(accounts: Accounts): readonly Route[] {
  const identity = (c: ServiceContext): Promise<Identity> => accounts.authenticate(c.req.header('authorization'));
  return [
    route({
      method: 'POST',
      path: '/api/v1/auth/register',
      subject,
      summary: 'Make an account',
      body: registration,
      answers: { 201: 'The profile.', 409: 'The address has an account already.' },
      handle: async ({ c, body }) =>
        c.json(
          await accounts.register(body.email, body.name ?? (body.email.split('@')[0] as string), body.password),
          201,
        ),
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/login',
      subject,
      summary: 'Log in with address and password (JSON, or a form with username and password)',
      body: credentials,
      answers: { 200: 'An access token and a refresh token.', 401: 'No such account, or another password.' },
      handle: async ({ c, body }) => c.json(await accounts.logIn(body.email ?? body.username ?? '', body.password)),
    }),
    route({
      method: 'GET',
      path: '/api/v1/auth/me',
      subject,
      summary: 'Read your profile',
      secured: true,
      answers: { 200: 'The profile.' },
      handle: async ({ c }) => c.json(accounts.profile((await identity(c)).userId)),
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/auth/me',
      subject,
      summary: 'Update your profile',
      secured: true,
      body: z.object({ name }),
      answers: { 200: 'The profile.' },
      handle: async ({ c, body }) => c.json(accounts.rename((await identity(c)).userId, body.name)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/change-password',
      subject,
      summary: 'Change your password; your other sessions end',
      secured: true,
      body: z.object({ currentPassword: z.string().max(128), newPassword: password }),
      answers: { 204: 'Changed.', 403: 'The current password is wrong.' },
      handle: async ({ c, body }) => {
        await accounts.changePassword(await identity(c), body.currentPassword, body.newPassword);
        return c.body(null, 204);
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/refresh',
      subject,
      summary: 'Trade a refresh token for a new pair; each works once',
      body: z.object({ refreshToken: z.string().max(200) }),
      answers: { 200: 'A new pair.', 401: 'The token is not valid, or was used before.' },
      handle: async ({ c, body }) => c.json(await accounts.refresh(body.refreshToken)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/logout',
      subject,
      summary: 'End this session and its tokens',
      secured: true,
      answers: { 204: 'Logged out.' },
      handle: async ({ c }) => {
        accounts.logOut(await identity(c));
        return c.body(null, 204);
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/password-reset',
      subject,
      summary: 'Ask for a password reset; no e-mail is sent',
      body: z.object({ email }),
      answers: { 202: 'Noted, whether or not the account exists.' },
      handle: ({ c, body }) => {
        accounts.requestReset(body.email);
        return c.json({ message: 'If the account exists, a message is on its way.' }, 202);
      },
    }),
    route({
      method: 'POST',
      path: '/auth/login',
      subject: 'books',
      summary: 'Log in to the bookshop: an account of yours, or a customer u1, u2, … with the password `secret`',
      body: shopCredentials,
      answers: { 200: 'An access token as `token`.', 401: 'No such account, or another password.' },
      handle: async ({ c, body }) => {
        const isCustomer = DEMO_CUSTOMER.test(body.user);
        const address = isCustomer ? `${body.user}@bookshop.example` : body.user;
        if (isCustomer && body.password === DEMO_PASSWORD && !accounts.has(address)) {
          await accounts.register(address, body.user, DEMO_PASSWORD).catch(ignoreTaken);
        }
        const { accessToken, ...rest } = await accounts.logIn(address, body.password);
        return c.json({ token: accessToken, ...rest });
      },
    }),
  ];
}

/** Two first log-ins of one customer may cross; the second finds the account made. */
function ignoreTaken(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'email_taken')) throw error;
}
