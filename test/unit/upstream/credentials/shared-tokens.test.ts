import { memoryTokenStore } from '../../../../lambdas/upstream/credentials/token-record.ts';
import { describeSharedTokens } from '../../../support/describe-token-store.ts';

describeSharedTokens('memory', memoryTokenStore);
