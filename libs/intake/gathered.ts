/**
 * Gathers calls that come while an earlier one is under way, so that all of them are one write: one statement and one
 * commit. Whoever comes alone waits for nobody.
 *
 * @param most calls that are taken together at the most
 * @param together does what was gathered, results in order. When it throws, each call is done by itself, so that one
 *   that cannot be done spoils no other.
 */
export function gathered<T, R>(
  most: number,
  together: (calls: T[]) => Promise<R[]>,
): (call: T) => Promise<R> {
  interface Waiting {
    call: T;
    done: (result: R | PromiseLike<R>) => void;
    failed: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let underWay = false;

  const alone = async (call: T): Promise<R> => (await together([call]))[0]!;

  const work = async (): Promise<void> => {
    underWay = true;
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
    underWay = false;
  };

  return (call) =>
    new Promise<R>((done, failed) => {
      waiting.push({ call, done, failed });
      if (!underWay) void work();
    });
}
