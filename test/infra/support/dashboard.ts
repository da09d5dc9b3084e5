import type { Template } from 'aws-cdk-lib/assertions';

/** One widget as it stands in the body of a dashboard. */
export interface DashboardWidget {
  readonly type: 'text' | 'metric' | 'custom';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly endpoint?: string;
    readonly params?: Readonly<Record<string, string>>;
  };
}

export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
  readonly variables: readonly { readonly id: string; readonly pattern?: string }[];
}

/** The body of a template's only dashboard as text; what only CloudFormation knows has a short name. */
export function dashboardText(template: Template): string {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = dashboard?.Properties.DashboardBody as {
    'Fn::Join': [string, (string | Record<string, unknown>)[]];
  };
  const [, parts] = body['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : 'known-later')).join('');
}

export function dashboardOf(template: Template): DashboardBody {
  return JSON.parse(dashboardText(template)) as DashboardBody;
}

/** Size of a fleet, and how many values each dimension has in it. */
export type FleetSize = Readonly<Record<string, number>>;

/**
 * How many metrics a widget has CloudWatch fetch at the most, those of its searches and its expressions
 * included: each counts.
 */
export function metricsFetchedBy({ properties }: DashboardWidget, size: FleetSize): number {
  return (properties.metrics ?? []).reduce((sum, metric) => {
    const { expression } = (metric.at(-1) ?? {}) as { expression?: string };
    if (typeof metric[0] === 'string') return sum + 1;
    const searches = [...(expression ?? '').matchAll(/SEARCH\('\{"[^"]+",([^}]*)\}([^']*)'/g)];
    return (
      sum +
      searches.reduce((found, [, schema = '', terms = '']) => {
        const free = schema.split(',').filter((name) => !terms.includes(` ${name}="`));
        return found + free.reduce((product, name) => product * (size[name] ?? NaN), 1);
      }, 0)
    );
  }, 0);
}
