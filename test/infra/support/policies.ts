import type { Template } from 'aws-cdk-lib/assertions';

/**
 * All that the roles of a template may do, or those whose logical id begins so: resource to actions.
 * `<Name>` stands for what only CloudFormation knows, without the hash that CDK puts behind it.
 */
export function permissionsIn(template: Template, roles = ''): Record<string, string[]> {
  const permissions: Record<string, string[]> = {};
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  for (const [id, { Properties }] of policies) {
    if (!id.startsWith(roles)) continue;
    for (const { Action, Effect, Resource } of (Properties as IamPolicy).PolicyDocument.Statement) {
      const actions = [Action].flat().map((one) => (Effect === 'Deny' ? `not ${one}` : one));
      for (const resource of [Resource].flat().map(readable)) {
        permissions[resource] = [...(permissions[resource] ?? []), ...actions].sort();
      }
    }
  }
  return permissions;
}

interface IamPolicy {
  readonly PolicyDocument: {
    readonly Statement: readonly {
      readonly Action: string | string[];
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: unknown;
    }[];
  };
}

/** `{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, …]]}` as `arn:<AWS::Partition>…`. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries(value as object)[0] as [string, unknown];
  if (intrinsic === 'Ref') return `<${withoutHash(String(argument))}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${(argument as string[]).map(withoutHash).join('.')}>`;
  if (intrinsic === 'Fn::Join') return (argument as [string, unknown[]])[1].map(readable).join('');
  throw new Error(`No way to read ${intrinsic} is known.`);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
