/**
 * Gathers calls that come while earlier ones are under way, so that all of them are one write: one transaction, one
 * commit. Whoever comes alone waits for nobody.
 *
 * @param options.most calls that are taken together at the most
 * @param options.lanes writes that are under way at once at the most
 * @param together does what was gathered, results in order. When it throws, each call is done by itself, so that one
 *   that cannot be done spoils no other.
 */
export function gathered<T, R>(
  { most, lanes }: { most: number; lanes: number },
  together: (calls: T[]) => Promise<R[]>,
): (call: T) => Promise<R> {
  interface Waiting {
    call: T;
    done: (result: R | PromiseLike<R>) => void;
    failed: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let underWay = 0;

  const alone = async (call: T): Promise<R> => (await together([call]))[0]!;

  const lane = async (): Promise<void> => {
    underWay += 1;
    while (waiting.length > 0) {
      const taken = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const results = await together(taken.map(({ call }) => call));
        taken.forEach(({ done }, i) => done(results[i]!));
      } catch (error) {
        if (taken.length === 1) taken[0]!.failed(error);
        else for (const { call, done } of taken) done(alone(call));
      }
    }
    underWay -= 1;
  };

  return (call) =>
    new Promise<R>((done, failed) => {
      waiting.push({ call, done, failed });
      if (underWay < lanes) void lane();
    });
}
