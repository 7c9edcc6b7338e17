import { gathered } from './gathered.js';

describe('calls gathered into one write', () => {
  /** A write that is over when the spec says so. */
  function byHand(lanes = 1) {
    const writes: { calls: number[]; over: (error?: Error) => void }[] = [];
    const call = gathered<number, string>(
      { most: 3, lanes },
      (calls) =>
        new Promise((resolve, reject) => {
          const over = (error?: Error): void =>
            error ? reject(error) : resolve(calls.map((one) => `done ${one}`));
          writes.push({ calls, over });
        }),
    );
    const next = async (error?: Error): Promise<number[]> => {
      const { calls, over } = writes.shift()!;
      over(error);
      await new Promise(setImmediate);
      return calls;
    };
    return { call, next, writes };
  }

  it('wait for nobody when they come alone, and together while a write is under way, each told its own', async () => {
    const { call, next, writes } = byHand();
    const told = [1, 2, 3, 4, 5].map(call);
    expect(await next()).toEqual([1]);
    expect(await next()).toEqual([2, 3, 4]);
    expect(await next()).toEqual([5]);
    expect(writes).toHaveLength(0);
    expect(await Promise.all(told)).toEqual(['done 1', 'done 2', 'done 3', 'done 4', 'done 5']);

    const later = call(6);
    expect(await next()).toEqual([6]);
    expect(await later).toBe('done 6');
  });

  it('are as many writes at the same time as there are lanes', async () => {
    const { call, next, writes } = byHand(2);
    const told = [1, 2, 3, 4, 5, 6].map(call);
    expect(writes.map(({ calls }) => calls)).toEqual([[1], [2]]);
    await next();
    expect(writes.map(({ calls }) => calls)).toEqual([[2], [3, 4, 5]]);
    while (writes.length > 0) await next();
    expect(await Promise.all(told)).toHaveLength(6);
  });

  it('are done again by halves when the write fails, so that only the one at fault hears of it', async () => {
    const { call, next, writes } = byHand();
    const first = call(1);
    const together = Promise.allSettled([call(2), call(3), call(4)]);
    await next();
    const wrong = new Error('3 cannot be written');
    expect(await next(wrong)).toEqual([2, 3, 4]);
    expect(await next(wrong)).toEqual([2, 3]);
    expect(await next()).toEqual([2]);
    expect(await next(wrong)).toEqual([3]);
    expect(await next()).toEqual([4]);
    expect(writes).toEqual([]);
    expect(await first).toBe('done 1');
    expect(await together).toEqual([
      { status: 'fulfilled', value: 'done 2' },
      { status: 'rejected', reason: wrong },
      { status: 'fulfilled', value: 'done 4' },
    ]);
  });
});
