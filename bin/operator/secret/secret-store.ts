import {
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { ExplainedError } from '../../terminal/explained-error.ts';
import type { ClientConfig } from '../../stage/client-config.ts';
import { parseSecretDocument, type SecretDocument } from './secret-document.ts';

const current = 'AWSCURRENT';
const tries = 5;

/** The signing secrets of one integration, in Secrets Manager. */
export class SecretStore {
  readonly #client: SecretsManagerClient;
  readonly #name: string;

  constructor(config: ClientConfig, secretName: string) {
    this.#client = new SecretsManagerClient(config);
    this.#name = secretName;
  }

  async read(): Promise<SecretDocument> {
    return (await this.#current()).document;
  }

  /**
   * Applies `change` to what stands there now. Two people at once do not undo each other: the new
   * version becomes current only if the version that it was made from still is.
   */
  async update(change: (document: SecretDocument) => SecretDocument): Promise<SecretDocument> {
    for (let left = tries; left > 0; left--) {
      const { document, versionId } = await this.#current();
      const changed = change(document);
      if (changed === document) return document;
      if (await this.#replace(versionId, JSON.stringify(changed))) return changed;
    }
    throw new ExplainedError(
      `The secret ${this.#name} changed ${tries} times while it was updated.`,
      {
        nextStep: 'Somebody else is at it. Try again.',
      },
    );
  }

  async #current(): Promise<{ document: SecretDocument; versionId: string }> {
    try {
      const { SecretString, VersionId, CreatedDate } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: this.#name }),
      );
      const writtenAt = (CreatedDate ?? new Date(0)).toISOString();
      return {
        document: parseSecretDocument(SecretString ?? '', writtenAt),
        versionId: VersionId ?? '',
      };
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      throw new ExplainedError(`There is no secret ${this.#name}.`, {
        nextStep:
          'It comes with the integration: deploy it first (`npm run deploy -- -c stage=<stage>`),\n' +
          'and check --stage, AWS_REGION and AWS_PROFILE.',
        cause: error,
      });
    }
  }

  /** @returns false if `fromVersionId` is not current any more; nothing has changed then */
  async #replace(fromVersionId: string, text: string): Promise<boolean> {
    const versionId = randomUUID();
    const pending = `pending-${versionId}`;
    await this.#client.send(
      new PutSecretValueCommand({
        SecretId: this.#name,
        ClientRequestToken: versionId,
        SecretString: text,
        VersionStages: [pending],
      }),
    );
    try {
      await this.#label(current, {
        MoveToVersionId: versionId,
        RemoveFromVersionId: fromVersionId,
      });
      return true;
    } catch (error) {
      if (error instanceof InvalidParameterException) return false;
      throw error;
    } finally {
      await this.#label(pending, { RemoveFromVersionId: versionId });
    }
  }

  async #label(
    stage: string,
    move: { MoveToVersionId?: string; RemoveFromVersionId: string },
  ): Promise<void> {
    await this.#client.send(
      new UpdateSecretVersionStageCommand({ SecretId: this.#name, VersionStage: stage, ...move }),
    );
  }
}
