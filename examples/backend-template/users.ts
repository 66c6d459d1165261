/** The kinds of users of the back end: monitors, people who sign up, and those who watch the task queue. */
import { between, constant, sequence, user } from 'proofload';

const api = '/api/v1';

/** What monitors and load balancers ask for; `/docs` only where it is served, in development. */
export const healthCheckUser = user('HealthCheckUser', {
  wait: between('1s', '3s'),
  tags: ['health'],
  tasks: {
    root: { weight: 1, run: ({ http }) => http.get('/', { tags: { area: 'health' } }) },
    health: { weight: 5, run: ({ http }) => http.get(`${api}/health/`, { expect: 200, tags: { area: 'health' } }) },
    ping: {
      weight: 3,
      run: async ({ http, check }) => {
        const ping = await http.get(`${api}/health/ping`, { expect: 200, tags: { area: 'health' } });
        check('ping answers', ping.text() !== '');
      },
    },
    docs: { weight: development() ? 1 : 0, run: ({ http }) => http.get('/docs', { tags: { area: 'docs' } }) },
  },
});

/** The database's health on its own, since it alone touches the database. */
export const databaseHealthUser = user('DatabaseHealthUser', {
  wait: between('2s', '5s'),
  tags: ['health', 'database'],
  tasks: {
    database: ({ http }) => http.get(`${api}/health/database`, { expect: 200, tags: { area: 'health' } }),
  },
});

/** A heavier monitor, which goes through all checks in one flow; apart, with a low weight that each profile sets. */
export const healthCheckFullUser = user('HealthCheckFullUser', {
  wait: constant('5s'),
  tags: ['health'],
  tasks: {
    everything: async ({ http, measure }) => {
      await measure('all health checks', async () => {
        for (const path of ['/', `${api}/health/`, `${api}/health/database`, `${api}/health/ping`]) {
          await http.get(path, { expect: 200, tags: { area: 'health' } });
        }
      });
    },
  },
});

interface Account {
  email: string;
  password: string;
  accessToken: string;
  refreshToken: string;
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const auth = { area: 'auth' };
const bearer = (account: Account): Record<string, string> => ({ authorization: `Bearer ${account.accessToken}` });

/** Signs up with credentials of its own, and then does with the account what people do, in order. */
export const authUserFlow = user<Account>('AuthUserFlow', {
  wait: between('500ms', '2s'),
  tags: ['auth'],
  tasks: sequence<Account>({
    register: async ({ http, vu }) => {
      const unique = `${vu.id}-${vu.iteration}-${Math.floor(vu.random() * 1e9).toString(36)}-${Date.now().toString(36)}`;
      vu.data.email = `load-${unique}@test.example`;
      vu.data.password = `Secret-${unique}`;
      const { email, password } = vu.data;
      await http.post(`${api}/auth/register`, { json: { email, password, name: 'Load' }, expect: 201, tags: auth });
    },
    logIn: async ({ http, vu }) => {
      const { email, password } = vu.data;
      const login = await http.post(`${api}/auth/login`, { json: { email, password }, expect: 200, tags: auth });
      Object.assign(vu.data, login.ok ? login.json<Tokens>() : {});
    },
    readProfile: async ({ http, vu, check }) => {
      const me = await http.get(`${api}/auth/me`, { headers: bearer(vu.data), expect: 200, tags: auth });
      check('the profile is mine', me.ok && me.json<{ email: string }>().email === vu.data.email);
    },
    updateProfile: ({ http, vu }) =>
      http.patch(`${api}/auth/me`, {
        headers: bearer(vu.data),
        json: { name: `User ${vu.id}` },
        expect: 200,
        tags: auth,
      }),
    changePassword: async ({ http, vu }) => {
      const newPassword = `${vu.data.password}x`;
      const changed = await http.post(`${api}/auth/change-password`, {
        headers: bearer(vu.data),
        json: { currentPassword: vu.data.password, newPassword },
        expect: 204,
        tags: auth,
      });
      if (changed.ok) vu.data.password = newPassword;
    },
    refreshToken: async ({ http, vu }) => {
      const { refreshToken } = vu.data;
      const refreshed = await http.post(`${api}/auth/refresh`, { json: { refreshToken }, expect: 200, tags: auth });
      Object.assign(vu.data, refreshed.ok ? refreshed.json<Tokens>() : {});
    },
    logOut: ({ http, vu }) => http.post(`${api}/auth/logout`, { headers: bearer(vu.data), expect: 204, tags: auth }),
    askForReset: ({ http, vu }) =>
      http.post(`${api}/auth/password-reset`, { json: { email: vu.data.email }, expect: 202, tags: auth }),
  }),
});

/** Watches the task queue and its workers, as a dashboard does. */
export const tasksMonitoringUser = user('TasksMonitoringUser', {
  wait: between('1s', '3s'),
  tags: ['tasks'],
  tasks: {
    health: { weight: 3, run: ({ http }) => http.get(`${api}/tasks/health`, { expect: 200, tags: { area: 'tasks' } }) },
    workers: {
      weight: 2,
      run: ({ http }) => http.get(`${api}/tasks/workers/stats`, { expect: 200, tags: { area: 'tasks' } }),
    },
    active: { weight: 2, run: ({ http }) => http.get(`${api}/tasks/active`, { expect: 200, tags: { area: 'tasks' } }) },
  },
});

function development(): boolean {
  return (process.env.ENVIRONMENT ?? 'development') === 'development';
}
