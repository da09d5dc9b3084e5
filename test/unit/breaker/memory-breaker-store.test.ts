import { describe } from '@jest/globals';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { describeBreakerStore } from '../../support/describe-breaker-store.ts';

describe('breakers in memory', () => {
  describeBreakerStore(() => new MemoryBreakerStore());
});
