import { square } from '../../lambdas/providers/square.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { squareSdk } from '../support/official-sdks/square.ts';

describeOracle(square, squareSdk);
describeOracle(square, squareSdk, {
  of: 'a URL with a query',
  request: { query: 'tenant=a%20b&z=1' },
});
