/**
 * Gathers calls that come while earlier ones are under way, so that all of them are one write: one transaction, one
 * commit. Whoever comes alone waits for nobody.
 *
 * @param options.most calls that are taken together at the most
 * @param options.lanes writes that are under way at once at the most
 * @param together does what was gathered, results in order. When it throws, the calls are done again by halves, so that
 *   one that cannot be done is at last by itself and spoils no other.
 */
export function gathered<T, R>(
  { most, lanes }: { most: number; lanes: number },
  together: (calls: T[]) => Promise<R[]>,
): (call: T) => Promise<R> {
  interface Waiting {
    call: T;
    done: (result: R) => void;
    failed: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let underWay = 0;

  const lane = async (): Promise<void> => {
    underWay += 1;
    while (waiting.length > 0) {
      const taken = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await work(taken);
    }
    underWay -= 1;
  };

  const work = async (taken: readonly Waiting[]): Promise<void> => {
    try {
      const results = await together(taken.map(({ call }) => call));
      taken.forEach(({ done }, i) => done(results[i]!));
    } catch (error) {
      if (taken.length === 1) return taken[0]!.failed(error);
      const half = Math.ceil(taken.length / 2);
      await work(taken.slice(0, half));
      await work(taken.slice(half));
    }
  };

  return (call) =>
    new Promise<R>((done, failed) => {
      waiting.push({ call, done, failed });
      if (underWay < lanes) void lane();
    });
}
