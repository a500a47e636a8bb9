import { describe, expect, it } from 'vitest';
import { Pool, RowPool, SharedPool } from '../../sim/engine/pool.js';

const emptyPool = () => new Pool('requests', (index) => ({ index, sentAtNs: 0 }));

describe('Pool', () => {
  it('makes objects only up to the peak in use, each at its own index', () => {
    const pool = emptyPool();
    const taken = [pool.take(), pool.take(), pool.take()];
    expect(taken.map((item) => item.index)).toEqual([0, 1, 2]);
    for (const item of taken) pool.release(item);
    for (let i = 0; i < 3; i++) pool.take();
    expect(pool.items).toHaveLength(3);
    expect(pool.items).toEqual(taken);
    expect(pool.take().index).toBe(3);
  });

  it('hands out the object released last, as its last user left it', () => {
    const pool = emptyPool();
    const first = pool.take();
    const second = pool.take();
    first.sentAtNs = 17;
    pool.release(second);
    pool.release(first);
    expect(pool.take()).toBe(first);
    expect(first.sentAtNs).toBe(17);
    expect(pool.take()).toBe(second);
  });

  it('counts the objects in use', () => {
    const pool = emptyPool();
    const items = [pool.take(), pool.take()];
    expect(pool.inUse).toBe(2);
    pool.release(items[0]);
    expect(pool.inUse).toBe(1);
  });
});

describe('SharedPool', () => {
  const shared = () => new SharedPool('calls', (index) => ({ index }));

  it('frees an object when the last of its holders has let go', () => {
    const pool = shared();
    const call = pool.take();
    pool.hold(call.index);
    expect(pool.letGo(call.index)).toBe(false);
    expect(pool.inUse).toBe(1);
    expect(pool.letGo(call.index)).toBe(true);
    expect(pool.inUse).toBe(0);
    expect(pool.take()).toBe(call);
  });

  it('begins each life with one holder, however many objects there are', () => {
    const pool = shared();
    const many = Array.from({ length: 1000 }, () => pool.take());
    for (const { index } of many) pool.hold(index);
    for (const { index } of many) expect([pool.letGo(index), pool.letGo(index)]).toEqual([false, true]);
    for (let i = 0; i < 1000; i++) expect(pool.letGo(pool.take().index)).toBe(true);
  });
});

describe('RowPool', () => {
  it('keeps what rows hold while it grows, and gives the one released last again', () => {
    const pool = new RowPool('changes', 2, 1000);
    const rows = Array.from({ length: 1000 }, () => pool.take());
    for (const row of rows) {
      pool.doubles[2 * row] = row / 3;
      pool.ints[4 * row + 2] = row - 500;
    }
    pool.release(500);
    pool.release(7);
    expect([pool.take(), pool.take()]).toEqual([7, 500]);
    const held = rows.map((row) => [pool.doubles[2 * row], pool.ints[4 * row + 2]]);
    expect(held).toEqual(rows.map((row) => [row / 3, row - 500]));
  });

  it('has no more rows than it may', () => {
    const pool = new RowPool('changes', 2, 64, 'shorter cuts leave fewer');
    for (let row = 0; row < 64; row++) pool.take();
    expect(() => pool.take()).toThrow('more than 64 changes at once; shorter cuts leave fewer');
  });
});
