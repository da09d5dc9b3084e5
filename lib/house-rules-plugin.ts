import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { houseRules, type TemplateResource } from './house-rules.ts';
import type { StageConfig } from './stage-config.ts';

/** Checks the house rules on every template at synth, as cdk-nag checks its own. */
export class HouseRulesPlugin implements IPolicyValidationPlugin {
  readonly name = 'BreakwaterHouseRules';
  readonly ruleIds = houseRules.map(({ name }) => name);
  readonly #keepsData: boolean;

  constructor(config: StageConfig) {
    this.#keepsData = config.data === 'keep';
  }

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((path) => this.#violationsIn(path));
    return { success: violations.length === 0, violations };
  }

  #violationsIn(templatePath: string): PolicyViolation[] {
    const { Resources = {} } = JSON.parse(readFileSync(templatePath, 'utf8')) as {
      Resources?: Record<string, TemplateResource>;
    };
    return houseRules
      .map(({ name, description, fix, brokenBy }) => ({
        ruleName: name,
        description,
        fix,
        violatingResources: Object.entries(Resources)
          .filter(([, resource]) => brokenBy(resource, { keepsData: this.#keepsData }))
          .map(([resourceLogicalId]) => ({ resourceLogicalId, templatePath, locations: [] })),
      }))
      .filter(({ violatingResources }) => violatingResources.length > 0);
  }
}
