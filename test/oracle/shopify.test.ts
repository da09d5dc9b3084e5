import { shopify } from '../../lambdas/providers/shopify.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { shopifyHeaders, shopifySdk } from '../support/official-sdks/shopify.ts';

describeOracle(shopify, shopifySdk, { request: { headers: shopifyHeaders } });
