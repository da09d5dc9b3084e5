/** All values of a query parameter, decoded. What cannot be decoded has no value. */
export function queryValues(query: string, name: string): string[] {
  if (query === '') return [];
  return new URLSearchParams(query).getAll(name);
}
