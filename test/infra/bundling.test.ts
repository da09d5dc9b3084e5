import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { lambdaEntry, projectRoot, writeBundle } from '../../lib/constructs/write-bundle.ts';
import { fleetOf, writeFleet } from '../../lib/fleet.ts';
import { routeTable, writeRouteTable } from '../../lib/route-table.ts';
import { handled, synthesize, templateJson } from './support/synthesize.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-bundles-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the bundle of the verifier', () => {
  const verifierOf = (...providers: string[]) => {
    const located = providers.map((provider) => ({
      definition: handled(`from-${provider}`, { provider }),
      file: '',
      exported: undefined,
    }));
    const routes = writeRouteTable(folder, routeTable(located));
    return bundle('verifier', { '#routes': routes });
  };

  it('holds the data of the providers in use, and not the catalog', () => {
    const code = verifierOf('stripe', 'github');
    expect(code).toContain('stripe-signature');
    expect(code).toContain('x-hub-signature-256');
    expect(code).not.toContain('x-shopify-hmac-sha256');
    expect(code).not.toContain('customer.subscription.deleted');
  });

  it('holds nobody’s handler and no AWS SDK', () => {
    const code = verifierOf('stripe');
    expect(code).not.toContain('lambdas/integrations/');
    expect(code).not.toContain('node_modules/@aws-sdk/');
  });

  it('is the same whatever the order of the list', () => {
    expect(verifierOf('stripe', 'github')).toBe(verifierOf('github', 'stripe'));
  });
});

describe('the bundle of a processor', () => {
  it('holds its own integration and the SDK, and needs nothing that Lambda does not have', () => {
    const code = bundle('processor', { '#integration': integrationFile('orders') });
    expect(code).toContain('name: "orders"');
    expect(code).toContain('node_modules/@aws-sdk/client-dynamodb');
    const imported = [...code.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name);
    expect(imported.length).toBeGreaterThan(0);
    for (const name of imported) expect(process.getBuiltinModule(name ?? '')).toBeDefined();
  });
});

describe('the functions of the dashboard', () => {
  const fleet = writeFleet(folder, fleetOf([handled('orders')]));

  it.each(['dashboard-view', 'dashboard-act'] as const)(
    '%s holds the list of integrations and nobody’s handler',
    (entry) => {
      const code = bundle(entry, { '#fleet': fleet });
      expect(code).toContain('"orders"');
      expect(code).not.toContain('lambdas/integrations/');
    },
  );

  it('that shows has no code that acts', () => {
    expect(bundle('dashboard-view', { '#fleet': fleet })).not.toContain('performAct');
    expect(bundle('dashboard-act', { '#fleet': fleet })).toContain('performAct');
  });
});

describe('the code of a stage', () => {
  const integrations = ['orders', 'refunds'].map((name) => handled(name));
  integrations.forEach(({ name }) => integrationFile(name));
  const one = synthesize({ folder, integrations: integrations.slice(0, 1) });
  const both = synthesize({ folder, integrations });

  it('is another for each of its functions', () => {
    const codes = Object.values(both).flatMap(codesIn);
    expect(codes.length).toBe(6);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is all that a new integration changes in the core', () => {
    const [before, after] = [one, both].map((stacks) => stacks['breakwater-dev']) as [
      Template,
      Template,
    ];
    expect(codesIn(after)).toHaveLength(4);
    for (const code of codesIn(after)) expect(codesIn(before)).not.toContain(code);
    expect(templateJson(after)).toBe(templateJson(before));
  });

  it('of an integration stays the same when another one comes', () => {
    expect(both['breakwater-dev-orders']?.toJSON()).toEqual(one['breakwater-dev-orders']?.toJSON());
  });
});

describe('a bundle', () => {
  it.each(['processor', 'verifier'] as const)(
    'of the %s is the same wherever it and its routes are written, its source map too',
    (folderOfEntry) => {
      const written = [join(folder, 'one'), join(folder, 'two/deeper')].map((place) => {
        const routes = writeRouteTable(place, {});
        const alias: Record<string, string> =
          folderOfEntry === 'verifier'
            ? { '#routes': routes }
            : { '#integration': integrationFile('orders') };
        writeBundle({ entry: lambdaEntry(folderOfEntry), alias }, join(place, 'index.mjs'));
        return ['index.mjs', 'index.mjs.map'].map((file) =>
          readFileSync(join(place, file), 'utf8'),
        );
      });
      expect(written[0]).toEqual(written[1]);
    },
  );
});

describe('an error of a handler that runs as a bundle', () => {
  it('names the place in the source, relative to the project', () => {
    const entry = join(folder, 'throwing.ts');
    writeFileSync(
      entry,
      `import integration from '#integration';
       import { safeError } from '${projectRoot}lambdas/processor/safe-error.ts';
       integration.handle({ data: {} }, {}).catch((error) => console.log(safeError(error).stack));`,
    );
    const outfile = join(folder, 'throwing.mjs');
    const file = 'lambdas/integrations/stripe-orders/index.ts';
    writeBundle({ entry, alias: { '#integration': projectRoot + file } }, outfile);
    const shown = execFileSync(process.execPath, ['--enable-source-maps', outfile], {
      env: { LAMBDA_TASK_ROOT: folder },
      encoding: 'utf8',
    });
    const source = readFileSync(projectRoot + file, 'utf8').split('\n');
    const line = source.findIndex((text) => text.includes('event.data.object')) + 1;
    expect(shown).toContain(`(${file}:${String(line)}:`);
  });
});

function bundle(
  folderOfEntry: Parameters<typeof lambdaEntry>[0],
  alias: Record<string, string>,
): string {
  const outfile = join(folder, 'index.mjs');
  writeBundle({ entry: lambdaEntry(folderOfEntry), alias }, outfile);
  return readFileSync(outfile, 'utf8');
}

function integrationFile(name: string): string {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, `export default { name: '${name}', provider: 'stripe', handle() {} };`);
  return file;
}

function codesIn(template: Template): unknown[] {
  const lambdas = Object.values(template.findResources('AWS::Lambda::Function'));
  return lambdas.map((lambda) => lambda.Properties.Code.S3Key);
}
