import { afterEach, describe, expect, it } from '@jest/globals';
import {
  MissingEnvironmentError,
  optionalEnvironment,
  requiredEnvironment,
} from '../../../lambdas/runtime/environment.ts';

const name = 'BREAKWATER_TEST_VARIABLE';
afterEach(() => {
  Reflect.deleteProperty(process.env, name);
});

describe('The environment', () => {
  it('gives the value of a variable that is set', () => {
    Object.assign(process.env, { [name]: 'eu-central-1' });
    expect(requiredEnvironment(name)).toBe('eu-central-1');
    expect(optionalEnvironment(name)).toBe('eu-central-1');
  });

  it('names a required variable that is missing, and says who sets it', () => {
    expect(() => requiredEnvironment(name)).toThrow(MissingEnvironmentError);
    expect(() => requiredEnvironment(name)).toThrow(
      /BREAKWATER_TEST_VARIABLE is not set.*stacks set it/s,
    );
  });

  it('takes an empty variable as missing', () => {
    Object.assign(process.env, { [name]: '' });
    expect(() => requiredEnvironment(name)).toThrow(MissingEnvironmentError);
    expect(optionalEnvironment(name)).toBeUndefined();
  });
});
