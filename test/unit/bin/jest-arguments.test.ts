import { describe, expect, it } from '@jest/globals';
import { jestArguments } from '../../../bin/test/jest-arguments.ts';

const projects = ['unit', 'infra', 'docs'];

describe('the arguments of `npm test`', () => {
  it.each([
    ['--selectProjects unit test/unit/x', 'test/unit/x --selectProjects unit'],
    ['--selectProjects unit infra test/unit/x', 'test/unit/x --selectProjects unit infra'],
    ['--selectProjects=unit test/unit/x', 'test/unit/x --selectProjects=unit'],
    ['--ignoreProjects docs test/unit/x', 'test/unit/x --ignoreProjects docs'],
    ['test/unit/x --selectProjects unit', 'test/unit/x --selectProjects unit'],
    ['--selectProjects unit -t name', '--selectProjects unit -t name'],
    ['-t name test/unit/x', '-t name test/unit/x'],
    // An unknown project stays an argument, and Jest reports it.
    ['--selectProjects unti', '--selectProjects unti'],
  ])('%s reach Jest as %s', (typed, passed) => {
    expect(jestArguments(typed.split(' '), projects).join(' ')).toBe(passed);
  });
});
