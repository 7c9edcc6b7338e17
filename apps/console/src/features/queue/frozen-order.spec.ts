import { adopt, nextOrder, orderView, type ShownOrder } from './frozen-order.js';

const free = (...ids: string[]): ShownOrder => ({ ids, frozen: false });
const frozen = (...ids: string[]): ShownOrder => ({ ids, frozen: true });

describe('the order of the queue on screen', () => {
  it('follows the server while nobody is inside', () => {
    expect(nextOrder(free('a', 'b'), ['b', 'a', 'c']).ids).toEqual(['b', 'a', 'c']);
  });

  it('keeps every row in its place while frozen, through additions, removals and re-sorting', () => {
    let shown = frozen('a', 'b', 'c');
    for (const server of [['n', 'a', 'b', 'c'], ['n', 'c', 'a'], ['m', 'n'], []]) {
      shown = nextOrder(shown, server);
      expect(shown.ids).toEqual(['a', 'b', 'c']);
    }
  });

  it('counts what waits and names what left', () => {
    const view = orderView(frozen('a', 'b', 'c'), ['n', 'm', 'c', 'a']);
    expect(view.waiting).toBe(2);
    expect([...view.ghosts]).toEqual(['b']);
    expect(view.stale).toBe(true);
    expect(orderView(free('a'), ['a'])).toMatchObject({ waiting: 0, stale: false });
  });

  it('takes the server order on demand, staying frozen after', () => {
    expect(adopt(frozen('a', 'b'), ['n', 'b'])).toEqual(frozen('n', 'b'));
  });

  it('fills an empty list even when the pointer already rests on it', () => {
    expect(nextOrder(frozen(), ['a', 'b']).ids).toEqual(['a', 'b']);
  });

  it('gives back the same object when nothing changed, so nothing renders', () => {
    const shown = free('a', 'b');
    expect(nextOrder(shown, ['a', 'b'])).toBe(shown);
  });
});
