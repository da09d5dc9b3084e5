import { paddle } from '../../lambdas/providers/paddle.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { paddleSdk } from '../support/official-sdks/paddle.ts';

describeOracle(paddle, paddleSdk, {
  sdkAccepts: {
    'it was signed too far in the future': 'it looks at the past only',
  },
});
