import { linear } from '../../lambdas/providers/linear.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { linearSdk } from '../support/official-sdks/linear.ts';

describeOracle(linear, linearSdk);
