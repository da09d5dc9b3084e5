import { describe, expect, it } from '@jest/globals';
import { awsUrl } from '../../../lambdas/runtime/aws-url.ts';

const aws = (region: string) => ({ region, endpoint: () => undefined });
const standIn = (url: string) => ({ region: 'us-east-1', endpoint: () => url });

describe('The URL of a call', () => {
  it('names the service and the region', () => {
    expect(awsUrl({ service: 'sqs', path: '/' }, aws('eu-central-1')).href).toBe(
      'https://sqs.eu-central-1.amazonaws.com/',
    );
    expect(awsUrl({ service: 'sqs', path: '/' }, aws('cn-north-1')).href).toBe(
      'https://sqs.cn-north-1.amazonaws.com.cn/',
    );
  });

  it('has the bucket in the host', () => {
    expect(awsUrl({ service: 's3', bucket: 'bodies', path: '/a/b' }, aws('eu-west-1')).href).toBe(
      'https://bodies.s3.eu-west-1.amazonaws.com/a/b',
    );
  });

  it.each(['http://localhost:4566', 'http://localhost:4566/'])(
    'goes to %s where that stands in for AWS, the bucket in the path',
    (url) => {
      expect(awsUrl({ service: 's3', bucket: 'bodies', path: '/a/b' }, standIn(url)).href).toBe(
        'http://localhost:4566/bodies/a/b',
      );
      expect(awsUrl({ service: 'sqs', path: '/' }, standIn(url)).href).toBe(
        'http://localhost:4566/',
      );
    },
  );
});
