/** A web back end with sign-up, tasks and a database: five profiles of load, and the thresholds that it has to hold. */
import { defineSuite } from 'proofload';
import {
  authUserFlow,
  databaseHealthUser,
  healthCheckFullUser,
  healthCheckUser,
  tasksMonitoringUser,
} from './users.ts';

export default defineSuite({
  name: 'backend-template',
  description: 'Sign-up, tasks and a database behind a web API.',
  target: process.env.TARGET_HOST ?? 'http://127.0.0.1:8000',
  healthCheck: '/api/v1/health/ping',
  users: [healthCheckUser, healthCheckFullUser, databaseHealthUser, authUserFlow, tasksMonitoringUser],
  profile: process.env.LOAD_PROFILE ?? 'light',
  profiles: {
    light: {
      description: 'smoke test, CI',
      users: 10,
      spawnRate: 1,
      runTime: '1m',
      weights: weights({ health: 4, full: 1, database: 1, auth: 3, tasks: 2 }),
    },
    medium: {
      description: 'regular test',
      users: 20,
      spawnRate: 2,
      runTime: '5m',
      weights: weights({ health: 4, full: 1, database: 1, auth: 5, tasks: 3 }),
    },
    heavy: {
      description: 'stress before production',
      users: 50,
      spawnRate: 5,
      runTime: '10m',
      weights: weights({ health: 3, full: 1, database: 2, auth: 8, tasks: 4 }),
    },
    spike: {
      description: 'sudden rise',
      users: 100,
      spawnRate: 10,
      runTime: '3m',
      weights: weights({ health: 5, full: 1, database: 1, auth: 5, tasks: 2 }),
    },
    endurance: {
      description: 'leaks, long-term stability',
      users: 50,
      spawnRate: 1,
      runTime: '30m',
      weights: weights({ health: 4, full: 1, database: 2, auth: 4, tasks: 3 }),
    },
  },
  requirements: {
    'tag:area=health': { p95: '<100ms' },
    'tag:area=auth': { p95: '<500ms' },
    'tag:area=tasks': { p95: '<200ms' },
    '*': { errors: '<1%' },
  },
  leftOut: {
    '/api/v1/llm/*': 'each call costs money',
    '/api/v1/tasks/{}/status': 'needs a task that was made for it',
    '/api/v1/tasks/{}/result': 'needs a task that was made for it',
    '/api/v1/tasks/{}/cancel': 'would end the tasks of others',
    'the sending of e-mail': 'asking for a reset is tested, the message is not',
  },
});

interface Weights {
  readonly health: number;
  readonly full: number;
  readonly database: number;
  readonly auth: number;
  readonly tasks: number;
}

function weights({ health, full, database, auth, tasks }: Weights): Record<string, number> {
  return {
    HealthCheckUser: health,
    HealthCheckFullUser: full,
    DatabaseHealthUser: database,
    AuthUserFlow: auth,
    TasksMonitoringUser: tasks,
  };
}
