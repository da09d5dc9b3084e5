import type { Provider } from '../../../lambdas/verification/provider.ts';

type Path = readonly (string | number)[];

/**
 * A zod schema, as source text, of what the provider's events are told apart by: a start that the
 * sample event passes and that a user extends.
 */
export function schemaText(provider: Provider, payload: Readonly<Record<string, unknown>>): string {
  const known = identifyingPaths(provider).filter((path) => isScalar(valueAt(payload, path)));
  const paths = known.length > 0 ? known : firstScalars(payload);
  return objectText(payload, paths);
}

function identifyingPaths({ eventId = [], eventType = [] }: Provider): Path[] {
  return [...eventId, ...eventType].flatMap((source) => {
    if (source.in === 'json') return [source.path];
    return source.in === 'form' ? [[source.name]] : [];
  });
}

function firstScalars(payload: Readonly<Record<string, unknown>>): Path[] {
  return Object.entries(payload)
    .filter(([, value]) => isScalar(value))
    .slice(0, 2)
    .map(([key]) => [key]);
}

function objectText(value: unknown, paths: readonly Path[]): string {
  if (paths.some((path) => path.length === 0)) return `z.${typeof value}()`;
  if (Array.isArray(value)) {
    const inner = paths.map((path) => path.slice(1));
    return `z.array(${objectText(value[0], inner)})`;
  }
  const keys = [...new Set(paths.map(([key]) => key ?? ''))];
  const fields = keys.map((key) => {
    const inner = paths.filter(([first]) => first === key).map((path) => path.slice(1));
    return `${JSON.stringify(key)}: ${objectText(valueAt(value, [key]), inner)}`;
  });
  return `z.object({ ${fields.join(', ')} })`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | null | undefined)?.[key],
    value,
  );
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
