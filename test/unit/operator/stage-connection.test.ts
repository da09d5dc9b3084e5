import { describe, expect, it } from '@jest/globals';
import { isLocalStage } from '../../../bin/operator/stage-connection.ts';

describe('a stage without AWS_ENDPOINT_URL', () => {
  it.each([
    ['local', true],
    ['e2e4f0c1a', true],
    ['prod', false],
  ])('is looked for by its name: is %s local? %s', (stage, local) => {
    expect(isLocalStage(stage, { prod: {} })).toBe(local);
  });

  it.each(['e2e', 'local'])('is on AWS where lib/stages.ts lists it: %s', (stage) => {
    expect(isLocalStage(stage, { [stage]: {} })).toBe(false);
  });
});
