import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HouseRulesPlugin } from './house-rules-plugin.ts';
import type { StageConfig } from './stage-config.ts';

/** Has synth fail where a template breaks AWS's advice or our own rules. */
export function checkTemplates(app: App, config: StageConfig): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new HouseRulesPlugin(config));
}
