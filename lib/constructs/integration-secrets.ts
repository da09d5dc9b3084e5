import { SecretValue } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { IntegrationNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { dataRemoval } from './data-removal.ts';

/**
 * "None yet": the verifier answers 503 until a person has put the provider's secret in.
 *
 * Never change it: CloudFormation writes the value again when the template's differs from the last
 * one, over the secrets of people who run this.
 */
export const noSecretYet = '{"secrets":[]}';

export interface IntegrationSecretsProps {
  readonly names: IntegrationNames;
  readonly forwards: boolean;
  readonly config: StageConfig;
}

/** The provider's signing secrets, and the one we sign with where events are forwarded. */
export class IntegrationSecrets extends Construct {
  readonly forward: Secret | undefined;

  constructor(scope: Construct, id: string, { names, forwards, config }: IntegrationSecretsProps) {
    super(scope, id);
    const removalPolicy = dataRemoval(config);
    new Secret(this, 'Signing', {
      secretName: names.signingSecret,
      secretStringValue: SecretValue.unsafePlainText(noSecretYet),
      removalPolicy,
    });
    this.forward = forwards
      ? new Secret(this, 'Forward', {
          secretName: names.forwardSecret,
          generateSecretString: { passwordLength: 48, excludePunctuation: true },
          removalPolicy,
        })
      : undefined;
  }
}
