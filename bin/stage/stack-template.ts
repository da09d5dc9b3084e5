import { isDeepStrictEqual } from 'node:util';
import { GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** The part of a CloudFormation template that is compared. */
export interface StackTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** The templates that stacks were deployed from last, each read once. */
export class DeployedTemplates {
  readonly #client: CloudFormationClient;
  readonly #read = new Map<string, Promise<StackTemplate | undefined>>();

  constructor(client: CloudFormationClient) {
    this.#client = client;
  }

  /** Undefined where there is no such stack. */
  of(stack: string): Promise<StackTemplate | undefined> {
    const reading = this.#read.get(stack) ?? this.#get(stack);
    this.#read.set(stack, reading);
    return reading;
  }

  async #get(StackName: string): Promise<StackTemplate | undefined> {
    try {
      const { TemplateBody = '{}' } = await this.#client.send(
        new GetTemplateCommand({ StackName }),
      );
      return JSON.parse(TemplateBody) as StackTemplate;
    } catch (error) {
      if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
      throw error;
    }
  }
}

export interface TemplateDifference {
  /** Names of functions whose code is another. */
  readonly code: readonly string[];
  /** Other resources that are another, come or go: their types. */
  readonly other: readonly string[];
}

export function compareTemplates(one: StackTemplate, two: StackTemplate): TemplateDifference {
  const code: string[] = [];
  const other: string[] = [];
  for (const id of new Set([...Object.keys(one.Resources), ...Object.keys(two.Resources)])) {
    const [before, after] = [one.Resources[id], two.Resources[id]];
    const type = before?.Type ?? after?.Type ?? '';
    if (type === 'AWS::CDK::Metadata') continue;
    if (before === undefined || after === undefined) {
      other.push(type);
      continue;
    }
    if (type === 'AWS::Lambda::Function' && !isSame(before, after, 'Code')) {
      code.push(String(after.Properties?.['FunctionName'] ?? id));
    }
    if (!isDeepStrictEqual(withoutCode(before), withoutCode(after))) other.push(type);
  }
  return { code, other };
}

function isSame(one: TemplateResource, two: TemplateResource, property: string): boolean {
  return isDeepStrictEqual(one.Properties?.[property], two.Properties?.[property]);
}

function withoutCode({ Type, Properties = {}, DeletionPolicy }: TemplateResource) {
  const { Code: _code, ...properties } = Properties;
  return {
    Type,
    DeletionPolicy,
    properties: Type === 'AWS::Lambda::Function' ? properties : Properties,
  };
}
