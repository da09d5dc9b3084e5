import { paddle } from '../../lambdas/providers/paddle.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { paddleSdk } from '../support/official-sdks/paddle.ts';

describeOracle(paddle, paddleSdk, {
  sdkAccepts: {
    'the signature header came twice': 'of several pairs it takes the last',
    'the signature header came twice, joined with a space': 'of several pairs it takes the last',
    'it was signed too far in the future': 'it looks at the past only',
  },
});
