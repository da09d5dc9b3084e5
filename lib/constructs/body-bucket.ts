import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { recordLifetimeDays } from '../../lambdas/event/lifetimes.ts';
import type { StageConfig } from '../stage-config.ts';
import { dataRemoval } from './data-removal.ts';

export interface BodyBucketProps {
  readonly bucketName: string;
  readonly config: StageConfig;
}

/** Bodies too big for a queue message, kept as long as anything may still ask for them. */
export class BodyBucket extends Construct {
  constructor(scope: Construct, id: string, props: BodyBucketProps) {
    super(scope, id);
    new Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // Never `autoDeleteObjects`: a function that empties buckets is one mistake away from all bodies.
      removalPolicy: dataRemoval(props.config),
      lifecycleRules: [
        {
          id: 'expire-with-the-records',
          expiration: Duration.days(recordLifetimeDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
  }
}
