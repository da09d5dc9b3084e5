import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterWorld } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { breakwater } from '../support/run-breakwater.ts';

let world: DeadLetterWorld;
beforeAll(async () => {
  world = await deadLetterWorld();
});
afterAll(() => world.remove());

describe('a command for a stage that is not there', () => {
  it.each([['status'], ['dlq list'], ['dlq replay'], ['tail'], ['trace evt_1']])(
    'tells which ones are: %s',
    async (command) => {
      const { status, out, err } = await breakwater(...command.split(' '), '--stage', 'nowhere');
      expect({ status, out }).toEqual({ status: 1, out: '' });
      expect(err).toMatch(/^Stage "nowhere" has no integration\.\n {2}Stages that are there: /);
      expect(err).toContain(world.stage);
      expect(err).toContain('npm run deploy -- -c stage=nowhere');
    },
  );

  it.each([['secret list orders'], ['secret remove orders 0123abcd']])(
    'names the secret that is missing: %s',
    async (command) => {
      const { status, err } = await breakwater(...command.split(' '), '--stage', 'nowhere');
      expect(status).toBe(1);
      expect(err).toMatch(/^There is no secret breakwater\/nowhere\/signing\/orders\.\n {2}/);
    },
  );
});
