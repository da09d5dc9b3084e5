import { compareTemplates, type StackTemplate } from '../../stage/stack-template.ts';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import { named } from './named.ts';
import type { Patient } from './patient.ts';

/** One stack, as it is deployed and as this checkout would deploy it. */
export interface StackVersions {
  readonly stack: string;
  /** Undefined where it is not deployed. */
  readonly deployed: StackTemplate | undefined;
  readonly checkout: StackTemplate;
}

/**
 * @param deploy the command that deploys this checkout
 * @param preview the command that shows what that would change; undefined where there is none
 */
export function judgeVersions(
  stacks: readonly StackVersions[],
  deploy: string,
  preview?: string,
): Diagnosis[] {
  const missing = stacks.flatMap(({ stack, deployed }) => (deployed === undefined ? [stack] : []));
  const compared = stacks.flatMap(({ stack, deployed, checkout }) =>
    deployed === undefined ? [] : [{ stack, ...compareTemplates(deployed, checkout) }],
  );
  const code = compared.flatMap((one) => one.code);
  const other = compared.flatMap(({ stack, other }) => other.map((type) => `${type} in ${stack}`));
  const differences = [
    code.length > 0 ? `the code of ${named(code)}` : '',
    other.length > 0 ? named(other) : '',
  ].filter((part) => part !== '');
  return [
    ...(missing.length === 0
      ? []
      : [problem(`on this checkout's list, but not deployed: ${named(missing)}`, deploy)]),
    ...(differences.length === 0
      ? []
      : [
          problem(
            `what is deployed is not what this checkout says: ${differences.join('; ')}`,
            (preview === undefined ? '' : `see it with ${preview}; then `) +
              `${deploy}, or check out what is deployed`,
          ),
        ]),
  ];
}

/** @param checkout what this checkout would deploy, by stack */
export function examineVersions(
  { templates, stage, deploy, isLocal }: Patient,
  checkout: ReadonlyMap<string, StackTemplate>,
): Examination {
  return {
    check: 'versions',
    subject: stage.stage,
    async examine() {
      const stacks: StackVersions[] = [];
      // One after the other: CloudFormation answers few such calls a second.
      for (const [name, template] of checkout) {
        stacks.push({ stack: name, deployed: await templates.of(name), checkout: template });
      }
      return judgeVersions(
        stacks,
        deploy,
        isLocal ? undefined : `npx cdk diff --all -c stage=${stage.stage}`,
      );
    },
  };
}
