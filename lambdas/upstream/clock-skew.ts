/**
 * How far the clocks of two machines may differ: each may be wrong by a minute in either direction. A time that one
 * environment wrote down has passed for another only this much later.
 *
 * @see docs/adr/0081-clocks-differ.md
 */
export const longestClockSkewMs = 2 * 60_000;
