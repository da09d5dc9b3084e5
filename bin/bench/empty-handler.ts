/** What a Lambda costs that does nothing. */
export async function handler(): Promise<{ statusCode: number }> {
  return { statusCode: 200 };
}
