import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';

interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

describe('accounts', () => {
  const service = useService();
  const auth = (path: string) => `/api/v1/auth/${path}`;
  const bearer = ({ accessToken }: Pair) => ({ authorization: `Bearer ${accessToken}` });
  const codeOf = async (response: Response): Promise<string> =>
    ((await response.json()) as { error: { code: string } }).error.code;
  const logIn = (email: string, password = 'first password') =>
    service.json<Pair>('POST', auth('login'), { email, password });
  let number = 0;
  const signUp = async (): Promise<{ email: string; pair: Pair }> => {
    const email = `reader${++number}@example.org`;
    const response = await service.send('POST', auth('register'), {
      email,
      password: 'first password',
      name: 'Reader',
    });
    expect(response.status).toBe(201);
    expect(await response.text()).not.toContain('password');
    return { email, pair: await logIn(email) };
  };

  it('go the whole way: sign up, log in, read and change the profile, log out', async () => {
    const { email, pair } = await signUp();
    expect(await service.json('GET', auth('me'), undefined, bearer(pair))).toMatchObject({ email, name: 'Reader' });
    expect(await service.json('PATCH', auth('me'), { name: 'Writer' }, bearer(pair))).toMatchObject({ name: 'Writer' });
    expect((await service.send('POST', auth('logout'), undefined, bearer(pair))).status).toBe(204);
    const late = await service.get(auth('me'), bearer(pair));
    expect([late.status, await codeOf(late)]).toEqual([401, 'session_over']);
  });

  it('take an address once, whatever its case', async () => {
    const { email } = await signUp();
    const again = await service.send('POST', auth('register'), {
      email: email.toUpperCase(),
      password: 'first password',
    });
    expect([again.status, await codeOf(again)]).toEqual([409, 'email_taken']);
  });

  it('refuse a wrong password and an unknown address alike', async () => {
    const { email } = await signUp();
    for (const wrong of [
      { email, password: 'wrong' },
      { email: 'nobody@example.org', password: 'first password' },
    ]) {
      const response = await service.send('POST', auth('login'), wrong);
      expect([response.status, await codeOf(response)]).toEqual([401, 'wrong_credentials']);
    }
  });

  it('log in by a form too, as OAuth 2 has it', async () => {
    const { email } = await signUp();
    const response = await fetch(`${service.url}${auth('login')}`, {
      method: 'POST',
      body: new URLSearchParams({ username: email, password: 'first password' }),
    });
    expect(response.status).toBe(200);
  });

  it('give a new pair for a refresh token, and end the session when an old one comes back', async () => {
    const { pair } = await signUp();
    const refresh = (refreshToken: string) => service.send('POST', auth('refresh'), { refreshToken });
    const next = (await (await refresh(pair.refreshToken)).json()) as Pair;
    expect(next.refreshToken).not.toBe(pair.refreshToken);
    expect((await service.get(auth('me'), bearer(next))).status).toBe(200);
    expect(await codeOf(await refresh(pair.refreshToken))).toBe('refresh_token_reused');
    expect(await codeOf(await refresh(next.refreshToken))).toBe('invalid_refresh_token');
    expect((await service.get(auth('me'), bearer(next))).status).toBe(401);
  });

  it('change a password for whoever knows the old one, and end the other sessions', async () => {
    const { email, pair } = await signUp();
    const other = await logIn(email);
    const change = (currentPassword: string) =>
      service.send('POST', auth('change-password'), { currentPassword, newPassword: 'second password' }, bearer(pair));
    expect((await change('wrong')).status).toBe(403);
    expect((await change('first password')).status).toBe(204);
    expect((await service.get(auth('me'), bearer(other))).status).toBe(401);
    expect((await service.get(auth('me'), bearer(pair))).status).toBe(200);
    expect((await logIn(email, 'second password')).accessToken).toBeTypeOf('string');
  });

  it('do not tell whether an account exists when a reset is asked for', async () => {
    const { email } = await signUp();
    const ask = async (address: string) =>
      (await service.send('POST', auth('password-reset'), { email: address })).text();
    expect(await ask(email)).toBe(await ask('nobody@example.org'));
  });

  it.each([undefined, 'Bearer nonsense', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', 'Basic x'])(
    'refuse the authorization %s',
    async (authorization) => {
      expect((await service.get(auth('me'), authorization === undefined ? {} : { authorization })).status).toBe(401);
    },
  );

  it('report every problem of a request at once', async () => {
    const response = await service.send('POST', auth('register'), { email: 'no address', password: 'short' });
    const { error } = (await response.json()) as { error: { problems: { path: string }[] } };
    expect([response.status, error.problems.map(({ path }) => path)]).toEqual([400, ['email', 'password']]);
  });

  it('let the customers of the bookshop in, also when they come at once for the first time', async () => {
    const login = (user: string, password: string) => service.send('POST', '/auth/login', { user, password });
    const first = await Promise.all(Array.from({ length: 4 }, () => login('u7', 'secret')));
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { token } = (await (first[0] as Response).json()) as { token: string };
    const order = await service.send(
      'POST',
      '/orders',
      { bookId: 7, quantity: 2 },
      { authorization: `Bearer ${token}` },
    );
    expect(order.status).toBe(201);
    expect((await login('u7', 'wrong')).status).toBe(401);
    expect((await login('somebody', 'secret')).status).toBe(401);
    expect(service.errors).toEqual([]);
  });
});
