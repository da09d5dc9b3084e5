import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

/** Folders of `lambdas/` that must not learn about each other, and why. */
const boundaries = [
  {
    target: './lambdas',
    from: './lib',
    message: 'What runs in Lambda never imports what runs at synth.',
  },
  { target: './lambdas', from: './bin', message: 'Lambda code never imports entry points.' },
  {
    target: './lambdas/providers',
    from: './lambdas',
    except: ['./providers', './verification'],
    message: 'The catalog is data: it knows the engine that reads it and nothing else.',
  },
  {
    target: './lambdas/verification',
    from: './lambdas',
    except: ['./verification'],
    message: 'The engine knows neither queues nor integrations.',
  },
  {
    target: './lambdas/verifier',
    from: './lambdas/integrations',
    message: 'The verifier never bundles a handler.',
  },
  {
    target: './lambdas/verifier',
    from: './lambdas/processor',
    message: 'The verifier and the processor share the message format and nothing else.',
  },
];

/** Packages and names that some files must not import. A later block's list replaces an earlier one's. */
const environmentVariables = {
  group: ['node:process', 'process'],
  importNames: ['env'],
  message: 'Read it in lambdas/runtime/environment.ts.',
};
const synthOnly = {
  group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
  message: 'What runs in Lambda never imports what runs at synth.',
};
const aws = {
  group: ['@aws-sdk/*', '@smithy/*', '@aws-lambda-powertools/*'],
  message: 'The engine and its data know nothing of AWS.',
};

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', '.local', 'coverage'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.js'],
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: boundaries }],
      'import-x/no-default-export': 'error',
      'no-restricted-imports': ['error', { patterns: [environmentVariables] }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Read it in lambdas/runtime/environment.ts.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // `Promise.withResolvers<void>()` says what it means.
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['lambdas/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [environmentVariables, synthOnly] }],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use lambdas/upstream.' }],
    },
  },
  {
    files: ['bin/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use bin/http/http-call.ts.' }],
    },
  },
  {
    files: ['lambdas/verification/**/*.ts', 'lambdas/providers/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [environmentVariables, synthOnly, aws] }],
    },
  },
  {
    files: ['lambdas/runtime/environment.ts', 'test/unit/runtime/environment.test.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // Ambient declarations of generated modules: no import statement may stand there.
    files: ['**/*.d.ts'],
    rules: {
      'import-x/no-default-export': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['lambdas/integrations/**', '*.config.js', 'test/end-to-end/stage/*.js'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
