import { describe, expect, it } from '@jest/globals';
import { forwarded, handled, synthesize, templateJson } from './support/synthesize.ts';

/** Look at a change here as CloudFormation would: what is replaced, and what is deleted? */
describe('the templates of a stage that keeps its data', () => {
  const stacks = synthesize({
    stage: 'prod',
    integrations: [handled('orders'), forwarded('hooks')],
  });

  it.each(Object.entries(stacks))('%s', (_name, template) => {
    expect(JSON.parse(templateJson(template))).toMatchSnapshot();
  });
});
