import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.local'],
};

/** What a folder of tests needs beside the rest. */
const extra = {
  'end-to-end': {
    globalSetup: '<rootDir>/test/end-to-end/stage/setup.js',
    globalTeardown: '<rootDir>/test/end-to-end/stage/teardown.js',
  },
};

const folders = readdirSync(new URL('test', import.meta.url)).filter((name) => name !== 'support');

/** @type {import('jest').Config} One project for each folder of test/: `--selectProjects unit`. */
export default {
  // Patience costs nothing where all is well, and a busy machine is no failure.
  testTimeout: 90_000,
  // More than cores: much of the time is spent waiting for a local AWS.
  maxWorkers: availableParallelism() + 2,
  projects: folders.map((name) => ({
    ...common,
    ...extra[name],
    displayName: name,
    testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  })),
};
