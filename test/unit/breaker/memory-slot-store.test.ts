import { describe } from '@jest/globals';
import { MemorySlotStore } from '../../../lambdas/breaker/memory-slot-store.ts';
import { describeSlotStore } from '../../support/describe-slot-store.ts';

describe('slots in memory', () => {
  describeSlotStore(() => new MemorySlotStore());
});
