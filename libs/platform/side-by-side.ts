/**
 * Works through `items` in their order, `lanes` at a time; whichever lane is done takes the next one, so a slow one holds
 * up no other.
 *
 * @throws what `work` threw first; the other lanes go on to their end.
 */
export async function sideBySide<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
